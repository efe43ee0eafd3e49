//! JSON: indented for one document, a line each for many.

use std::io;

use super::{Document, Writer};

/// An indented object; several documents are an array.
#[derive(Debug, Clone, Copy)]
pub struct Json {
    array: bool,
}

impl Json {
    /// With `array`, any number of documents make one array.
    pub fn new(array: bool) -> Self {
        Self { array }
    }
}

impl Writer for Json {
    fn begin(&self, _: usize) -> &[u8] {
        if self.array { b"[\n" } else { b"" }
    }

    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        for stream in streams {
            serde_json::to_writer_pretty(&mut *stream, document)?;
            if !self.array {
                stream.push(b'\n');
            }
        }
        Ok(())
    }

    fn between(&self) -> &[u8] {
        if self.array { b",\n" } else { b"" }
    }

    fn end(&self) -> &[u8] {
        if self.array { b"\n]\n" } else { b"" }
    }
}

/// One line for each document.
#[derive(Debug, Clone, Copy)]
pub struct JsonLines;

impl Writer for JsonLines {
    fn document(&self, document: &Document<'_>, streams: &mut [Vec<u8>]) -> io::Result<()> {
        for stream in streams {
            serde_json::to_writer(&mut *stream, document)?;
            stream.push(b'\n');
        }
        Ok(())
    }
}
