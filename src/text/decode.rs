//! Bytes to characters.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, UTF_8};

use super::ReadError;

/// Appends the characters of `bytes` to `original`, a byte order mark left out. What is no
/// character in the encoding becomes U+FFFD.
pub(super) fn decode(
    bytes: &[u8],
    label: Option<&str>,
    original: &mut String,
) -> Result<(), ReadError> {
    let marked = Encoding::for_bom(bytes);
    let (encoding, bytes) = match (label, marked) {
        (Some(label), _) => {
            let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
                ReadError::UnknownEncoding {
                    label: label.to_owned(),
                }
            })?;
            let mark = marked
                .filter(|(found, _)| *found == encoding)
                .map_or(0, |(_, length)| length);
            (encoding, &bytes[mark..])
        }
        (None, Some((encoding, mark))) => (encoding, &bytes[mark..]),
        (None, None) => (UTF_8, bytes),
    };
    if encoding == UTF_8 {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => original.push_str(text),
            Err(_) if label.is_some() || marked.is_some() || mostly_utf8(bytes) => {
                push_lossy(bytes, original)
            }
            Err(_) => push_decoded(guess(bytes), bytes, original),
        }
    } else {
        push_decoded(encoding, bytes, original);
    }
    Ok(())
}

/// Whether `bytes` are UTF-8 apart from a few faults, as a cut makes them.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xE0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 20 * bad || (bad == 1 && good > 0 && ends_cut(bytes))
}

/// Whether the only fault of `bytes` is that they end within a character.
fn ends_cut(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|fault| fault.error_len().is_none())
}

fn push_lossy(bytes: &[u8], original: &mut String) {
    for chunk in bytes.utf8_chunks() {
        original.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            original.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn push_decoded(encoding: &'static Encoding, bytes: &[u8], original: &mut String) {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    original.push_str(&text);
}

/// How much of a document the guess looks at.
const SAMPLE: usize = 1 << 16;

/// The encoding of `bytes`, which are no UTF-8: as the page declares it, else by its
/// statistics. With the hint `hk` both GBK and Big5 are found.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = declared(&bytes[..bytes.len().min(1024)]) {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if !detector.feed(sample, false) {
        // Nothing but ASCII so far: what follows decides.
        detector.feed(&bytes[sample.len()..], false);
    }
    detector.guess(Some(b"hk"), Utf8Detection::Deny)
}

/// The encoding that an HTML page or XML declares in `head`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let at = ["charset=", "encoding="].iter().find_map(|key| {
        lower
            .windows(key.len())
            .position(|window| window == key.as_bytes())
            .map(|at| at + key.len())
    })?;
    let label = &lower[at..];
    let label = label
        .strip_prefix(b"\"")
        .or(label.strip_prefix(b"'"))
        .unwrap_or(label);
    let end = label
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:".contains(byte));
    let encoding = Encoding::for_label(&label[..end.unwrap_or(label.len())])?;
    (encoding.is_ascii_compatible() && encoding != UTF_8 || encoding == BIG5).then_some(encoding)
}
