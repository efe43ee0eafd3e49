//! Bytes from files and standard input, unpacked where they are gzip, never more than allowed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

/// A stream that may go to another thread.
pub(super) type Stream = Box<dyn BufRead + Send>;

const BUFFER: usize = 1 << 16;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Opens a file, unpacked if it is gzip.
pub(super) fn open(path: &Path) -> io::Result<Stream> {
    unpacked(BufReader::with_capacity(BUFFER, File::open(path)?))
}

/// Standard input, unpacked if it is gzip.
pub(super) fn standard_input() -> io::Result<Stream> {
    unpacked(BufReader::with_capacity(BUFFER, io::stdin()))
}

/// gzip is known by its first bytes, whatever the name says.
fn unpacked(mut stream: impl BufRead + Send + 'static) -> io::Result<Stream> {
    if stream.fill_buf()?.starts_with(&GZIP) {
        let decoder = MultiGzDecoder::new(stream);
        Ok(Box::new(BufReader::with_capacity(BUFFER, decoder)))
    } else {
        Ok(Box::new(stream))
    }
}

/// Whether the stream opens like JSON records do: `{"`, blanks left out.
pub(super) fn opens_like_records(stream: &mut Stream) -> io::Result<bool> {
    let head: Vec<u8> = stream
        .fill_buf()?
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(2)
        .collect();
    Ok(head == b"{\"")
}

/// All of a stream, or nothing if it is longer than `limit` bytes.
pub(super) fn read_all(stream: Stream, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

/// A line of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The line without its end.
    Whole(Vec<u8>),
    /// A line of more bytes than allowed; it was passed over.
    TooLong,
}

/// The next line, none at the end of the stream.
pub(super) fn next_line(stream: &mut Stream, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let within = &mut (&mut *stream).take(limit as u64 + 1);
    within.read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() > limit {
        stream.skip_until(b'\n')?;
        return Ok(Some(Line::TooLong));
    }
    let ended = line.trim_ascii_end().len();
    line.truncate(ended);
    Ok(Some(Line::Whole(line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn stream(bytes: &[u8]) -> Stream {
        unpacked(io::Cursor::new(bytes.to_vec())).unwrap()
    }

    #[test]
    fn lines_longer_than_allowed_are_passed_over() {
        let mut lines = stream(b"one\nmuch too long\ntwo");
        let mut next = || next_line(&mut lines, 5).unwrap();
        assert_eq!(next(), Some(Line::Whole(b"one".to_vec())));
        assert_eq!(next(), Some(Line::TooLong));
        assert_eq!(next(), Some(Line::Whole(b"two".to_vec())));
        assert_eq!(next(), None);
    }

    #[test]
    fn gzip_of_several_members_is_unpacked() {
        let mut packed = Vec::new();
        for part in ["会议", "召开"] {
            let level = flate2::Compression::fast();
            let mut encoder = flate2::write::GzEncoder::new(&mut packed, level);
            encoder.write_all(part.as_bytes()).unwrap();
            encoder.finish().unwrap();
        }
        let bytes = read_all(stream(&packed), 100).unwrap().unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "会议召开");
        assert_eq!(read_all(stream(&packed), 11).unwrap(), None);
    }

    #[test]
    fn records_are_known_by_their_opening() {
        assert!(opens_like_records(&mut stream(b"\n { \"text\": 1}")).unwrap());
        assert!(!opens_like_records(&mut stream("会议召开".as_bytes())).unwrap());
        assert!(!opens_like_records(&mut stream(b"")).unwrap());
    }
}
