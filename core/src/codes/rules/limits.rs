//! Limits of A29: what a rule file and one identification may cost.

/// The longest code that is looked at, in characters (protocol section 8.1).
pub const MAX_CODE_CHARACTERS: usize = 8192;

/// The largest rule file. Served ones have 50 to 80 kB.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;

/// The most rules of a file. Served ones have 70 to 250.
pub const MAX_RULES: usize = 5_000;

/// The longest regular expression, in characters.
pub(super) const MAX_PATTERN_CHARACTERS: usize = 4_000;

/// How deep groups and classes of a regular expression nest.
pub(super) const MAX_PATTERN_DEPTH: usize = 16;

/// The largest number in a `{n,m}`: no code has more characters.
pub(super) const MAX_REPEAT: u32 = 8_192;

/// Instructions of one compiled regular expression: at most 64 kB.
pub(super) const MAX_PATTERN_INSTRUCTIONS: usize = 2_000;

/// Parts of a regular expression that are compiled, each as often as it is repeated.
pub(super) const MAX_PATTERN_VISITS: usize = 20_000;

/// Instructions of all regular expressions of a file: at most 6 MB. Served files need some hundreds.
pub(super) const MAX_INSTRUCTIONS: usize = 200_000;

/// The most hosts that the patterns of a file name.
pub(super) const MAX_HOSTS: usize = 20_000;

/// The most `accurateTagRules` of a rule. Served ones have two or three.
pub(super) const MAX_ACCURATE_TAG_RULES: usize = 100;

/// The most `dynamicUrlParams` of a rule. Served ones have two or three.
pub(super) const MAX_PARAMETERS: usize = 32;

/// The longest constructed URL, in bytes.
pub(super) const MAX_URL_BYTES: usize = 64 * 1024;

/// Steps of one match of a regular expression: about 2 ms. A code that needs more does not match.
pub(super) const MAX_STEPS_OF_A_MATCH: u32 = 500_000;

/// Steps of all matches of one identification: about 10 ms, however many rules are of the kind that takes all it gets.
pub(super) const MAX_STEPS: u32 = 2_500_000;
