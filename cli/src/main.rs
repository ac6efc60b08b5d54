//! The cashier command.
fn main() {}
