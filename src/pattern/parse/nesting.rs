//! How deeply brackets nest, found before parsing: walks over the tree recurse, so its depth
//! must be bounded.

/// The deepest nesting of brackets that is allowed.
pub(super) const DEEPEST: usize = 128;

/// The byte of the first bracket that is nested too deeply.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut inside = Inside::Pattern;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        inside = match (inside, character) {
            // Strings, classes and comments end with their line at the latest.
            (_, '\n') => Inside::Pattern,
            (Inside::Pattern | Inside::Class(_) | Inside::String('"'), '\\') => {
                escaped = true;
                inside
            }
            (Inside::String(close), _) if character == close => Inside::Pattern,
            (Inside::String(_) | Inside::Comment, _) => inside,
            (Inside::Class(1), ']') => Inside::Pattern,
            (Inside::Class(depth), ']') => Inside::Class(depth - 1),
            (Inside::Class(depth), '[') => Inside::Class(depth + 1),
            (Inside::Class(_), _) => inside,
            (Inside::Pattern, '"') => Inside::String('"'),
            (Inside::Pattern, '「') => Inside::String('」'),
            (Inside::Pattern, '[') => Inside::Class(1),
            (Inside::Pattern, '#') => Inside::Comment,
            (Inside::Pattern, '(' | '（' | '{' | '｛' | '<' | '＜') => {
                depth += 1;
                inside
            }
            (Inside::Pattern, ')' | '）' | '}' | '｝' | '>' | '＞') => {
                depth = depth.saturating_sub(1);
                inside
            }
            (Inside::Pattern, _) => inside,
        };
        let nested = match inside {
            Inside::Class(inner) => depth + inner,
            _ => depth,
        };
        if nested > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// What a character stands in.
#[derive(Clone, Copy)]
enum Inside {
    Pattern,
    /// Until this character.
    String(char),
    /// Nested so many sets deep.
    Class(usize),
    Comment,
}
