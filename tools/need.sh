# shellcheck shell=bash
# Makes sure that a tool is there. Sourced by the parts of ./test.

# need COMMAND PACKAGE: Debian's PACKAGE is installed if root may; anywhere else the error names what is missing.
need() {
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "missing: $1 (Debian package $2)" >&2
        exit 1
    fi
    apt-get update --quiet --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet --no-install-recommends "$2"
}

# need_node: the console's tests use Node's own test runner.
need_node() {
    need npm npm
    local oldest=20 version
    version=$(node --version 2>/dev/null) || version=none
    [[ $version =~ ^v([0-9]+)\. && ${BASH_REMATCH[1]} -ge $oldest ]] ||
        { echo "missing: Node.js $oldest or later (\`node --version\` says $version), see nodejs.org" >&2; exit 1; }
}

need_rust() {
    for tool in cargo rustfmt cargo-clippy; do
        command -v "$tool" >/dev/null || { echo "missing: $tool (Rust $(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml) or later, see rustup.rs)" >&2; exit 1; }
    done
    need cc build-essential
}
