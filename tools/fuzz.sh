#!/usr/bin/env bash
# Fuzzes what reads codes, URLs, pictures, rule files and answers: every target of fuzz/, a fixed number of runs from a fixed seed.
#
#   tools/fuzz.sh                   about a minute and a half, once everything is built
#   tools/fuzz.sh --long            forty times as many runs
#   tools/fuzz.sh [--long] TARGET   one target
#
# The stable compiler is enough: the code has no `unsafe` that a sanitizer would look into. What a run finds is kept in
# fuzz/artifacts/TARGET; `cargo fuzz run --sanitizer none TARGET FILE` repeats it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

cargo_fuzz_version=0.13.1
built=${CARGO_TARGET_DIR:-target}
[[ $built = /* ]] || built=$PWD/$built
# Instrumented code has a folder of its own, or every build would undo the other's.
export CARGO_TARGET_DIR=$built/fuzz
seeds=$built/fuzz-seeds
testdata=core/testdata/codes

# How often, and the longest input in bytes; codes have at most 8,192 characters. A new target needs no line of its own.
settings() {
    case $1 in
    reader) echo 250000 33000 ;;
    identify) echo 100000 33000 ;;
    navigate) echo 400000 33000 ;;
    redirect) echo 300000 4096 ;;
    rule_file) echo 500000 40000 ;;
    rules) echo 100000 4096 ;;
    remote) echo 500000 4096 ;;
    replay) echo 20000 16384 ;;
    picture) echo 10000 16500 ;;
    luma) echo 3000 8192 ;;
    *) echo 20000 65536 ;;
    esac
}

main() {
    local factor=1
    if [ "${1:-}" = --long ]; then
        factor=40
        shift
    fi
    install_cargo_fuzz
    plant_seeds
    cargo fuzz build --sanitizer none
    local targets
    mapfile -t targets < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else cargo fuzz list; fi)
    # Two at a time; the exit code is that of the worst.
    export -f run settings
    export factor seeds
    printf '%s\n' "${targets[@]}" | xargs -P 2 -I '{}' bash -c 'run "{}"'
}

run() {
    local runs longest log status=0
    read -r runs longest < <(settings "$1")
    # What is found on the way stays out of the checkout, and out of the next run: it does the same again.
    rm -rf "$CARGO_TARGET_DIR/corpus/$1"
    mkdir -p "$seeds/$1" "$CARGO_TARGET_DIR/corpus/$1"
    log=$CARGO_TARGET_DIR/$1.log
    cargo fuzz run --sanitizer none "$1" "$CARGO_TARGET_DIR/corpus/$1" "$seeds/$1" -- \
        -seed=1 -runs=$((runs * factor)) -max_len="$longest" -timeout=10 -rss_limit_mb=256 -print_final_stats=1 >"$log" 2>&1 || status=$?
    if [ $status -ne 0 ]; then
        tail -n 40 "$log" >&2
        echo "fuzz: $1 failed, see $log" >&2
        return 1
    fi
    # A run that did less than it was told is no success.
    local executed
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    [ "${executed:-0}" -ge $((runs * factor)) ] || { echo "fuzz: $1 ended after ${executed:-no} runs of $((runs * factor))" >&2; return 1; }
    echo "fuzz: $1, $executed runs, $(sed -n 's/^stat::peak_rss_mb: *//p' "$log") MB"
}

install_cargo_fuzz() {
    export PATH=$built/tools/bin:$PATH
    [ "$(cargo fuzz --version 2>/dev/null)" = "cargo-fuzz $cargo_fuzz_version" ] ||
        CARGO_TARGET_DIR=$built/tools/build cargo install --debug --quiet --locked --version "$cargo_fuzz_version" --root "$built/tools" cargo-fuzz
}

# Test data as inputs, one file each.
plant_seeds() {
    rm -rf "$seeds"
    mkdir -p "$seeds"/{reader,identify,navigate,redirect,rule_file,rules,remote,replay}
    jq -r '.[] | .[] | .[] | @base64' $testdata/codes-243.json | plant code identify reader
    jq -r '.code | select(length < 9000) | @base64' $testdata/vectors/*.jsonl | plant vector identify reader navigate rules
    jq -r '.remote | select(. != null) | if type == "string" then . else tojson end | @base64' $testdata/vectors/remote.jsonl | plant answer remote
    # The first column is the inside of a JSON string.
    grep -v '^#' core/testdata/redirect/hostile.tsv | grep . | cut -f 1 | sed 's/.*/"&"/' | jq -r @base64 | plant url redirect navigate
    cp $testdata/rules.json "$seeds/rule_file/"
    cp core/testdata/recordings/*.json "$seeds/replay/"
    # The inside of each, which the target seals again after every change.
    jq -r '.recording | tojson | @base64' core/testdata/recordings/*.json | plant inside replay
    # Every rule as a file of its own.
    jq -r '.codeRules[] | {codeRules: [.]} | tojson | @base64' $testdata/rules.json $testdata/rules-243.json | plant rule rule_file
}

# plant NAME TARGET...: each line of base64 becomes a file in the folders of these targets.
plant() {
    local line target number=0 name=$1
    shift
    while read -r line; do
        number=$((number + 1))
        for target in "$@"; do
            base64 --decode <<<"$line" >"$seeds/$target/$name-$number"
        done
    done
}

main "$@"
