# shellcheck shell=bash
# The live servers that the tests of other languages pay against. Sourced by the parts of ./test.

# with_demo_server COMMAND...: runs COMMAND while simulator and backend are up; CASHIER_DEMO_JSON is what they said on start:
# {"simulator": URL, "console": URL, "backend": URL, "users": [{"name", "token", "pin", "currency"}]}.
with_demo_server() (
    cargo build --quiet --locked -p cashier-cli
    log=$(mktemp)
    coproc SERVER { exec "${CARGO_TARGET_DIR:-target}/debug/cashier" demo --serve --json 2>"$log"; }
    # shellcheck disable=SC2064 # the process of now
    trap "kill $SERVER_PID 2>/dev/null; wait $SERVER_PID; rm -f '$log'" EXIT
    if ! read -r -t 60 CASHIER_DEMO_JSON <&"${SERVER[0]}"; then
        echo "the demo servers did not start:" >&2
        cat "$log" >&2
        exit 1
    fi
    export CASHIER_DEMO_JSON
    "$@"
)
