#!/usr/bin/env bash
# Checks that ARCHITECTURE.md and the tree agree, and that no tracked file knows the machine it was written on.
#
# ARCHITECTURE.md names files in back quotes: in a list item, table row or line that begins with them. A heading with a folder in
# back quotes (`core/src/`) makes the names below it relative to that folder.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

# Root may check what another user has checked out.
git() {
    command git -c safe.directory='*' "$@"
}

faults=0
fault() {
    echo "$1" >&2
    faults=$((faults + 1))
}

named_files() {
    awk '
        /^#/ { folder = ""; if (match($0, /`[^`]*\/`/)) folder = substr($0, RSTART + 1, RLENGTH - 2); next }
        /^[-*| ]*`/ {
            # Every quoted name before the explanation: "`a.rs`, `b.rs` | both halves of ...".
            rest = $0
            while (match(rest, /^[-*|, ]*`[^` ]+`/)) {
                quoted = substr(rest, RSTART, RLENGTH); rest = substr(rest, RLENGTH + 1)
                gsub(/^[-*|, ]*`|`$/, "", quoted)
                if (quoted ~ /\.[a-z]+$/) print folder quoted
            }
        }' ARCHITECTURE.md
}

if [ -f ARCHITECTURE.md ]; then
    tracked=$(git ls-files '*.rs' '*.kt' '*.swift' '*.sh' '*.ts' '*.js' '*.sql')
    named=$(named_files)
    while read -r file; do
        grep -qxF -- "$file" <<<"$named" || fault "ARCHITECTURE.md does not name $file"
    done <<<"$tracked"
    # In running text a name is a path, from the root or from the folder of what it speaks of.
    # shellcheck disable=SC2016 # back quotes of Markdown
    quoted=$(grep -oE '`[A-Za-z0-9_./-]+/[A-Za-z0-9_.-]+\.[a-z]+`' ARCHITECTURE.md | tr -d '`')
    while read -r file; do
        [ -n "$(git ls-files -- "$file" "*/$file")" ] || fault "ARCHITECTURE.md names $file, which does not exist"
    done < <(sort --unique <<<"$named"$'\n'"$quoted")
else
    fault "there is no ARCHITECTURE.md"
fi

# Absolute paths of a home or work folder, and hosts that one machine fetches packages from.
paths='(^|[^A-Za-z0-9._~:/-])/(home|root|work|Users)/[A-Za-z.]'
hosts='(deb|snapshot|security)\.debian\.org|registry\.(npmjs|yarnpkg)\.|repo1?\.maven\.|pypi\.org|(index|static)\.crates\.io|"resolved": *"http'
if git grep -nIE "$paths|$hosts" -- . ':!tools/check-docs.sh' >&2; then
    fault "these lines know the machine they were written on"
fi

[ "$faults" -eq 0 ]
