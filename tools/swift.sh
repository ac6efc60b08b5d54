#!/usr/bin/env bash
# Runs a command where a Swift 6 tool chain is at hand, in the folder it is called from.
#
#   tools/swift.sh swift build        the machine's own Swift, or else Debian 13's in a tree of its own
#   tools/swift.sh --prepare          only makes sure that there is one
#
# Debian 12 has no Swift. There, root gets a Debian 13 tree (about 3.5 GB, made once) under
# ${XDG_CACHE_HOME:-~/.cache}/cashierkit and the command runs in it, with the checkout at the same path.
set -euo pipefail

swift_major=6
tree="${XDG_CACHE_HOME:-$HOME/.cache}/cashierkit/swift-trixie"
checkout=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

main() {
    if has_own_swift; then
        [ "${1:-}" = --prepare ] || exec "$@"
        return
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "swift.sh: needs Swift $swift_major on the PATH (elsewhere than on Debian as root it is not installed by itself)" >&2
        exit 1
    fi
    mkdir -p "$tree"
    exec 9>"$tree.lock"
    flock 9
    [ -e "$tree/.ready" ] || make_tree
    exec 9>&-
    [ "${1:-}" = --prepare ] || in_tree "$@"
}

has_own_swift() {
    command -v swift >/dev/null && swift --version 2>/dev/null | grep -Eq "Swift version ($swift_major|[7-9]|[1-9][0-9])"
}

# The first Debian archive among this machine's own package sources, in either of apt's formats.
mirror() {
    local found
    found=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/sources.list 2>/dev/null |
        sed -nE 's#^URIs:[[:space:]]*([^[:space:]]*/debian/?)([[:space:]].*)?$#\1#p; s#^deb ([^]]*\] )?([^[:space:]]*/debian/?) .*#\2#p' | head -n 1)
    [ -n "$found" ] || { echo "swift.sh: no Debian archive in /etc/apt" >&2; return 1; }
    echo "${found%/}"
}

make_tree() {
    local archive
    archive=$(mirror)
    command -v debootstrap >/dev/null || { apt-get update && apt-get install -y --no-install-recommends debootstrap; }
    # What an interrupted run left behind is of no use.
    rm -rf "$tree"
    mkdir -p "$tree"
    debootstrap --variant=minbase --include=ca-certificates trixie "$tree" "$archive"
    echo "deb $archive trixie main" >"$tree/etc/apt/sources.list"
    cp /etc/hosts "$tree/etc/hosts"
    apt-config dump | grep -E '^Acquire::https?::[Pp]roxy' >"$tree/etc/apt/apt.conf.d/90proxy" || true
    printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
    chmod +x "$tree/usr/sbin/policy-rc.d"
    cd "$checkout"
    in_tree sh -c 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        swiftlang libc6-dev libstdc++-14-dev && apt-get clean'
    touch "$tree/.ready"
}

# With the checkout at its own path, so that paths in messages and build files are right on both sides. The mounts belong to a
# name space of their own: they end with the command, however it ends, and nobody can delete through them afterwards.
in_tree() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare --mount bash -euc '
        tree=$1 checkout=$2 here=$3
        shift 3
        for folder in /proc /dev "$checkout"; do
            mkdir -p "$tree$folder"
            mount --rbind "$folder" "$tree$folder"
        done
        exec chroot "$tree" /usr/bin/env -C "$here" "$@"' bash "$tree" "$checkout" "$PWD" "$@"
}

main "$@"
