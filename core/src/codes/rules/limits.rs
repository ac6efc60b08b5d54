//! Limits of A29: what a rule file and one identification may cost.

/// The longest code that is looked at, in characters (protocol section 8.1).
pub const MAX_CODE_CHARACTERS: usize = 8192;

/// The largest rule file. Served ones have 50 to 80 kB.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;

/// The most rules of a file. Served ones have 70 to 250.
pub const MAX_RULES: usize = 5_000;

/// The longest regular expression, in characters.
pub(super) const MAX_PATTERN_CHARACTERS: usize = 1_000;

/// How deep groups and classes of a regular expression nest.
pub(super) const MAX_PATTERN_DEPTH: usize = 16;

/// The largest number in a `{n,m}`.
pub(super) const MAX_REPEAT: u32 = 1_000;

/// Size of one compiled regular expression, in bytes.
pub(super) const MAX_PATTERN_BYTES: usize = 256 * 1024;

/// Instructions of one compiled regular expression.
pub(super) const MAX_PATTERN_INSTRUCTIONS: usize = 10_000;

/// Steps back that one match may take. A step may read the whole code, so that 500 of them stay near 10 ms for the longest one;
/// patterns without look-around and back references take none.
pub(super) const MAX_BACKTRACKS: usize = 500;
