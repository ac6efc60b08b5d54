# shellcheck shell=bash
# The parts of ./test, each a function that ends with an error if something is wrong. Sourced, in the root of the checkout.

# Compiled Rust; what the other languages need of it is copied to ./target/bindings, whatever CARGO_TARGET_DIR says.
cargo_target=${CARGO_TARGET_DIR:-target}
# A relative one means the same folder from everywhere.
[[ $cargo_target = /* ]] || cargo_target=$PWD/$cargo_target
export CARGO_TARGET_DIR=$cargo_target
bindings=$PWD/target/bindings
export CARGO_TERM_PROGRESS_WHEN=never


source tools/need.sh
source tools/demo-server.sh

#: format    cargo fmt
part_format() {
    need_rust
    cargo fmt --all --check
}

#: lint      clippy over every crate, also with and without its features; shellcheck
part_lint() {
    need_rust
    need shellcheck shellcheck
    local strict=(-- --deny warnings)
    cargo clippy --locked --workspace --all-targets "${strict[@]}"
    cargo clippy --locked -p cashier-core --all-targets "${strict[@]}"
    cargo clippy --locked -p cashier-core --all-targets --all-features "${strict[@]}"
    cargo clippy --locked -p cashier-client --all-targets "${strict[@]}"
    cargo clippy --locked -p cashier-client --no-default-features "${strict[@]}"
    cargo clippy --locked -p cashier-client --all-targets --features image "${strict[@]}"
    cargo clippy --locked -p cashier-ffi --no-default-features "${strict[@]}"
    cargo clippy --locked -p cashier-ffi --all-targets --all-features "${strict[@]}"
    shellcheck --external-sources test .ci/run tools/*.sh
}

#: rust      Rust tests of every crate; core and client once more alone, as they ship: without the feature `development`
part_rust() {
    need_rust
    cargo test --quiet --locked --workspace
    cargo test --quiet --locked -p cashier-core
    cargo test --quiet --locked -p cashier-client
    cargo test --quiet --locked -p cashier-ffi --features image picture
}

#: explore   the payment among everything that may go wrong around it: three faults, two restarts, one other trouble
part_explore() {
    need_rust
    explore 3,2,1
}

#: release   the release library knows no loopback origins, and nobody can build one that does
part_release() {
    need_rust
    local trace='development origin is not'
    cargo build --quiet --locked -p cashier-ffi --features development
    grep -qaF "$trace" "$(library debug)" || fail "a development build has no trace of the feature either: the search below would prove nothing"
    cargo build --quiet --locked --release -p cashier-ffi
    ! grep -qaF "$trace" "$(library release)" || fail "the release library contains the feature \`development\`"
    for crate in cashier-core cashier-client cashier-ffi; do
        ! cargo check --quiet --locked --release -p "$crate" --features development 2>"$cargo_target/refused" || fail "$crate builds for release with \`development\`"
        grep -q 'cannot be part of a release build' "$cargo_target/refused" || fail "$crate is refused for another reason: $(cat "$cargo_target/refused")"
    done
    echo "release library: $(wc -c <"$(library release)") bytes"
}

#: docs      documentation of every crate without a warning; what ARCHITECTURE.md names; no traces of one machine
part_docs() {
    need_rust
    RUSTDOCFLAGS='--deny warnings' cargo doc --quiet --locked --workspace --no-deps
    tools/check-docs.sh
}

#: demo      one whole payment on the command line
part_demo() {
    need_rust
    cargo demo --json
}

#: kotlin    the Kotlin library and the Android demo, against live servers
part_kotlin() {
    need_rust
    need javac default-jdk-headless
    need mvn maven
    build_bindings kotlin
    with_demo_server mvn --quiet --file bindings/kotlin/pom.xml verify
}

#: swift     the Swift package and the iOS demo, against live servers; what is opened for a redirect, against Foundation
part_swift() {
    need_rust
    mkdir -p target/swift
    tools/swift.sh swiftc -o target/swift/FoundationUrl tools/FoundationUrl.swift
    tools/swift.sh target/swift/FoundationUrl core/testdata/redirect/opened.tsv
    build_bindings swift
    with_demo_server tools/swift-tests.sh
}

#: java      what core expects of Java's regular expressions, and what is opened for a redirect, against a Java machine
part_java() {
    need javac default-jdk-headless
    java tools/JavaRegex.java core/testdata/codes/java-regex.tsv
    java tools/JavaUri.java core/testdata/redirect/opened.tsv
}

#: console   the merchant console in a browser
part_console() {
    need_rust
    need chromium chromium
    need_node
    cargo build --quiet --locked -p cashier-simulator
    export SIMULATOR_BIN=$cargo_target/debug/cashier-simulator
    cd simulator/console/e2e || exit
    npm ci --no-audit --no-fund
    npm test
}

#: fuzz      what reads codes, pictures, rule files and answers, against inputs that nobody thought of
part_fuzz() {
    need_rust
    need c++ build-essential
    need jq jq
    cargo fmt --manifest-path fuzz/Cargo.toml --check
    tools/fuzz.sh
}

#+ fuzz_long   the same with forty times as many inputs
part_fuzz_long() {
    need_rust
    need c++ build-essential
    need jq jq
    tools/fuzz.sh --long
}

#+ explore_long  the same with more of the other troubles: three and nothing else; two with one fault and one restart
part_explore_long() {
    need_rust
    explore 0,0,3
    explore 1,1,2
}

#+ properties  core's random tests with a hundred times as many cases
part_properties() {
    need_rust
    PROPTEST_CASES=25600 cargo test --quiet --locked -p cashier-core
}

#+ clone     everything again in a fresh clone at another path, from nothing
part_clone() {
    local folder
    folder=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$folder'" EXIT
    # Root may test what another user has checked out; both ends of a clone have to be told.
    git -c safe.directory='*' clone --quiet --upload-pack "git -c safe.directory='*' upload-pack" . "$folder/a fresh clone"
    env -u CARGO_TARGET_DIR "$folder/a fresh clone/test"
}

fail() {
    echo "$1" >&2
    exit 1
}

# explore FAULTS,RESTARTS,OTHERS: optimised, as the search is as deep as it is fast.
explore() {
    EXPLORE=$1 cargo test --quiet --locked --profile explore -p cashier-core --lib machine::tests::explore -- --nocapture
}

# library debug|release: the shared library that a host loads.
library() {
    case $(uname) in
    Darwin) echo "$cargo_target/$1/libcashier_ffi.dylib" ;;
    *) echo "$cargo_target/$1/libcashier_ffi.so" ;;
    esac
}

# build_bindings kotlin|swift: the development library and the code generated from it, in ./target/bindings.
build_bindings() {
    cargo build --quiet --locked -p cashier-ffi --features development,image
    mkdir -p "$bindings"
    cp "$(library debug)" "$bindings/"
    cargo run --quiet --locked -p cashier-uniffi-bindgen -- generate "$(library debug)" \
        --language "$1" --config uniffi.toml --no-format --out-dir "$bindings/$1"
}
