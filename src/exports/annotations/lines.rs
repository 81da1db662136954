//! JSON with a line for each key of a document and each item of its lists: small, and good to compare.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// Writes a value.
pub(super) fn write<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Lines::default());
    value.serialize(&mut writer).expect("strings, numbers and sequences are always JSON");
    bytes.push(b'\n');
    bytes
}

#[derive(Default)]
struct Lines {
    depth: usize,
}

impl Lines {
    fn next<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool, line: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if line { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8], line: bool) -> io::Result<()> {
        if line {
            writer.write_all(b"\n")?;
        }
        self.depth -= 1;
        writer.write_all(bracket)
    }
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first, self.depth == 1)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}", self.depth == 1)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first, self.depth == 2)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]", self.depth == 2)
    }
}
