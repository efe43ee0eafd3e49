//! The codes of everything that can be wrong with a pack, the syntax of its patterns and
//! expressions aside.

/// YAML itself cannot be read.
pub(crate) const YAML_SYNTAX: &str = "E0301";
/// Anchors, tags, several documents.
pub(crate) const YAML_UNSUPPORTED: &str = "E0302";
/// A rule file beyond the limits.
pub(crate) const YAML_LIMIT: &str = "E0303";
/// A key twice in one map.
pub(crate) const KEY_TWICE: &str = "E0304";
/// A text that a comment may have cut.
pub(crate) const TEXT_CUT: &str = "E0305";
/// A folder without `pack.yaml`.
pub(crate) const NO_MANIFEST: &str = "E0310";
/// A pack without rules, types or anything else.
pub(crate) const EMPTY_PACK: &str = "E0311";
/// A file of the folder that is not read.
pub(crate) const FILE_NOT_READ: &str = "W0301";
/// A file that holds nothing.
pub(crate) const EMPTY_FILE: &str = "W0302";
/// A key that means nothing here.
pub(crate) const UNKNOWN_KEY: &str = "E0320";
/// A key that is needed.
pub(crate) const MISSING_KEY: &str = "E0321";
/// A map where a list is wanted, and the like.
pub(crate) const WRONG_FORM: &str = "E0322";
/// A value that is none of those allowed.
pub(crate) const BAD_VALUE: &str = "E0323";
/// Keys that exclude each other.
pub(crate) const CONFLICT: &str = "E0324";
/// Nothing where something is wanted.
pub(crate) const EMPTY: &str = "E0325";
/// A pattern in YAML's quotes.
pub(crate) const QUOTED_PATTERN: &str = "E0326";

/// A type that nobody defines.
pub(crate) const UNKNOWN_TYPE: &str = "E0410";
/// A field that the type has not.
pub(crate) const UNKNOWN_FIELD: &str = "E0411";
/// A lexicon that nobody defines.
pub(crate) const UNKNOWN_LEXICON: &str = "E0412";
/// `like`, `is` or `include` in a circle.
pub(crate) const CIRCLE: &str = "E0413";
/// A name defined twice.
pub(crate) const DEFINED_TWICE: &str = "E0414";
/// An entry twice in one lexicon.
pub(crate) const ENTRY_TWICE: &str = "W0401";

/// A union of unions, fields of a union, a record made of a union.
pub(crate) const UNION: &str = "E0501";

/// `extends` names no pack that is there, or is missing in an overlay.
pub(crate) const EXTENDS: &str = "E0601";
/// A verb of an overlay that finds nothing to act on.
pub(crate) const OVERRIDES_NOTHING: &str = "E0602";
/// Something added that is already there.
pub(crate) const ADDED_TWICE: &str = "E0603";
/// A verb that cannot act on this.
pub(crate) const BAD_VERB: &str = "E0604";

/// Rules that wait for each other.
pub(crate) const ORDER_CIRCLE: &str = "E0801";
