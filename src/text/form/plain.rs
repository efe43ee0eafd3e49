//! Plain text: a line is a paragraph, unless the text is wrapped.

use super::Visible;

pub(super) fn read(_original: &str, _visible: &mut Visible) -> bool {
    false
}
