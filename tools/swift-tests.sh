#!/usr/bin/env bash
# Builds the Swift package and the iOS demo over the library in target/bindings, and runs their tests.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
library=$root/target/bindings

# SwiftPM takes sources from inside the package only.
generated=$root/bindings/swift/Generated
mkdir -p "$generated/CashierKitFFI" "$generated/CashierKitGenerated"
place() {
    cmp --silent "$1" "$2" || cp "$1" "$2"
}
place "$library/swift/CashierKitFFI.h" "$generated/CashierKitFFI/CashierKitFFI.h"
place "$library/swift/CashierKitFFI.modulemap" "$generated/CashierKitFFI/module.modulemap"
place "$library/swift/CashierKitGenerated.swift" "$generated/CashierKitGenerated/CashierKitGenerated.swift"

swift_in() {
    local package=$1 command=$2
    shift 2
    cd "$root/$package"
    LD_LIBRARY_PATH=$library DYLD_LIBRARY_PATH=$library "$root/tools/swift.sh" swift "$command" \
        --scratch-path "$root/target/swift/$package" -Xlinker "-L$library" "$@"
}

swift_in bindings/swift test
swift_in ios-demo test
