//! Bytes to text: what is no text is refused, what is text is decoded.
//!
//! ```text
//! encoding := byte order mark, else UTF-8 if it is sound, else the page's own <meta charset>,
//!             else what the bytes look like (chardetng)
//! ```
//!
//! It deliberately repairs nothing: a byte that its encoding does not have becomes U+FFFD.
//!
//! **Invariant:** no bytes make it panic.

use crate::diagnostic::Code;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::refusal::Refusal;

/// A text and how it was written.
pub(super) struct Decoded {
    /// The text, without a byte order mark.
    pub(super) text: String,
    /// The name of its encoding.
    pub(super) encoding: &'static str,
    /// Whether bytes were lost: what the encoding does not have.
    pub(super) lossy: bool,
}

/// Files that are no text, by how they begin: (bytes, what it is).
const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF-", "a PDF"),
    // Also .docx, .odt, .epub and the like.
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document of the old kind"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\0", "a compressed file"),
    (b"\x7fELF", "a program"),
];

/// Decodes a file.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let blank = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
    if blank(bytes) {
        return Err(Refusal::new(
            Code::EmptyFile,
            "the file is empty",
            "give a file that holds the text of an article",
        ));
    }
    // A PDF may stand behind a few bytes of something else.
    let head = &bytes[..bytes.len().min(1024)];
    let pdf = head.windows(5).any(|w| w == b"%PDF-") && bytes.contains(&0);
    let magic = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what);
    if let Some(what) = magic.or_else(|| pdf.then_some("a PDF")) {
        let message = format!("the file is {what}, no plain text or HTML");
        return Err(Refusal::new(Code::NotText, message, "save its text as a .txt or .html file and import that"));
    }
    let (encoding, bom) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let (text, lossy) = encoding.decode_without_bom_handling(&bytes[bom..]);
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if text.contains('\0') || (controls >= 8 && controls * 10 > text.len()) {
        let hint = "give a text file; if it is one, save it as UTF-8";
        return Err(Refusal::new(Code::NotText, "the file is binary, no plain text or HTML", hint));
    }
    if text.trim().is_empty() {
        return Err(Refusal::new(
            Code::EmptyFile,
            "the file holds no text",
            "give a file that holds the text of an article",
        ));
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), lossy })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if let Some(declared) = declared(bytes) {
        return declared;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Finds what a page says of its own encoding, in its first 1024 bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let meta = &head[head.find("<meta")?..];
    let label = meta[meta.find("charset=")? + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':')).unwrap_or(label.len());
    // UTF-8 was tried, and does not fit.
    Encoding::for_label(&label.as_bytes()[..end]).filter(|&encoding| encoding != UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found() {
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Wörter".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let rows: [(&[u8], &str, &str); 6] = [
            ("Wörter".as_bytes(), "UTF-8", "Wörter"),
            ("\u{feff}Wörter".as_bytes(), "UTF-8", "Wörter"),
            (&utf16, "UTF-16LE", "Wörter"),
            (
                b"Die W\xf6rter der M\xe4nner geh\xf6ren \x84hierher\x93.",
                "windows-1252",
                "Die Wörter der Männer gehören „hierher“.",
            ),
            (
                b"<html><meta charset='windows-1251'><p>\xc4\xe0</p>",
                "windows-1251",
                "<html><meta charset='windows-1251'><p>Да</p>",
            ),
            (b"plain", "UTF-8", "plain"),
        ];
        for (bytes, encoding, text) in rows {
            let decoded = decode(bytes).unwrap_or_else(|refusal| panic!("{text}: {}", refusal.message));
            assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let rows: [(&[u8], &str); 9] = [
            (b"", "the file is empty"),
            (b" \r\n\t", "the file is empty"),
            ("\u{feff}\n".as_bytes(), "the file holds no text"),
            ("\u{a0}\u{2003}".as_bytes(), "the file holds no text"),
            (b"%PDF-1.7 words", "the file is a PDF, no plain text or HTML"),
            (b"PK\x03\x04words", "the file is a ZIP archive or an office document, no plain text or HTML"),
            (b"\x89PNG\r\n\x1a\n", "the file is a picture, no plain text or HTML"),
            (b"words\0words", "the file is binary, no plain text or HTML"),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08 words", "the file is binary, no plain text or HTML"),
        ];
        for (bytes, message) in rows {
            assert_eq!(decode(bytes).err().map(|refusal| refusal.message).as_deref(), Some(message), "{bytes:?}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic() {
        proptest::proptest!(|(bytes: Vec<u8>)| {
            let decoded = decode(&bytes);
            proptest::prop_assert!(decoded.is_ok_and(|d| !d.text.trim().is_empty()) || decode(&bytes).is_err());
        });
    }
}
