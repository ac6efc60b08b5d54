//! The `cashier` command.

fn main() -> std::process::ExitCode {
    cashier_cli::main()
}
