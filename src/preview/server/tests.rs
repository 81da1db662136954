//! By raw TCP, as an attacker would write it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::*;
use crate::output::{File, Output};
use crate::path::OutputPath;

const PATIENCE: Duration = Duration::from_secs(30);

struct Site {
    at: SocketAddr,
    preview: Arc<Preview>,
}

fn view(rows: &[(&str, &str)]) -> View {
    let file = |text: &str| File::Bytes(Arc::from(text.as_bytes()));
    let files = rows.iter().map(|&(path, text)| (OutputPath::from(path), file(text))).collect();
    View { output: Output { files }, ..View::default() }
}

/// A site with two pages, served from a free port.
fn site() -> Site {
    let preview = Arc::new(Preview::default());
    preview.show(view(&[
        ("index.html", "<html><head></head><body>home</body></html>"),
        ("404.html", "<body>no such page</body>"),
        ("articles/a.html", "<body>an article</body>"),
        ("articles/index.html", "<body>all articles</body>"),
        ("assets/style.0123abcd.css", "0123456789"),
    ]));
    let listener = listen(Some(0)).expect("a port is free");
    let at = listener.local_addr().expect("it has one");
    serve(Some(listener), &preview, Arc::new(Bell::default())).expect("it starts");
    Site { at, preview }
}

impl Site {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("it can be set");
        stream
    }

    /// Sends bytes, and returns all that comes back.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may close before everything is sent.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut part) {
            answer.extend_from_slice(&part[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, line: &str, headers: &str) -> String {
        self.send(format!("{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.at).as_bytes())
    }

    /// Opens a WebSocket, says what the tab shows, and returns the stream.
    fn tab(&self, path: &str, page: &str, assets: &str) -> TcpStream {
        let mut stream = self.connect();
        let request = format!(
            "GET /.dossier/live HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.at
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("it answers");
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        say(&mut stream, &format!(r#"{{"path":"{path}","page":"{page}","assets":"{assets}"}}"#));
        stream
    }

    /// Returns the digests that a page carries.
    fn digests(&self, path: &str) -> (String, String) {
        let body = self.ask(&format!("GET {path}"), "");
        let value = |name: &str| {
            let rest = body.split_once(&format!("{name}=\"")).expect("the page is live").1;
            rest.split_once('"').expect("it ends").0.to_owned()
        };
        (value("data-page"), value("data-assets"))
    }
}

/// Sends a masked text frame of less than 64 KiB.
fn say(stream: &mut TcpStream, text: &str) {
    let mut frame = vec![0x81, 0x80 | 126];
    frame.extend(u16::try_from(text.len()).expect("it is short").to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    stream.write_all(&frame).expect("it reads");
}

/// Reads a text frame.
fn hear(stream: &mut TcpStream) -> serde_json::Value {
    let mut head = [0; 2];
    stream.read_exact(&mut head).expect("it speaks");
    let length = match head[1] {
        126 => {
            let mut length = [0; 2];
            stream.read_exact(&mut length).expect("it goes on");
            usize::from(u16::from_be_bytes(length))
        }
        short => usize::from(short),
    };
    let mut text = vec![0; length];
    stream.read_exact(&mut text).expect("it goes on");
    serde_json::from_slice(&text).expect("it is JSON")
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

#[test]
fn attacks_get_nothing() {
    let site = site();
    let rows = [
        ("GET /", "200"),
        ("GET /articles/a.html?x=1", "200"),
        ("GET /articles/", "200"),
        ("GET /articles", "302"),
        ("GET /none.html", "404"),
        ("GET /404.html", "200"),
        ("GET /../Cargo.toml", "400"),
        ("GET /../../../../etc/passwd", "400"),
        ("GET /%2e%2e%2f%2e%2e%2fetc%2fpasswd", "400"),
        ("GET /articles/%2e%2e/index.html", "400"),
        ("GET /%252e%252e%252fetc/passwd", "404"),
        ("GET /..%5c..%5cetc", "400"),
        ("GET /articles\\..\\..\\etc", "400"),
        ("GET /index.html%00.css", "400"),
        ("GET //etc/passwd", "404"),
        ("GET /etc/passwd", "404"),
        ("GET /dossier.toml", "404"),
        ("GET /.dossier/texts", "404"),
        ("GET /.dossier-manifest.json", "404"),
        ("GET http://evil.example/", "403"),
        ("POST /", "405"),
        ("PUT /index.html", "405"),
        ("DELETE /index.html", "405"),
        ("OPTIONS /", "405"),
        ("GET /.dossier/live", "403"),
    ];
    for (line, expected) in rows {
        let answer = site.ask(line, "");
        assert_eq!(status(&answer), expected, "{line}: {answer}");
        assert!(!answer.to_lowercase().contains("access-control"), "{line}");
        assert!(!answer.contains("root:"), "{line}");
        if expected != "400" {
            assert!(answer.contains("cache-control: no-store"), "{line}: {answer}");
        }
    }
    assert!(site.ask("GET /none.html", "").contains("no such page"), "the site's own page for dead addresses");
    assert!(site.ask("GET /articles", "").contains("location: /articles/\r\n"));
    let nul = site.send(b"GET /\0index.html HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(nul.is_empty() || status(&nul) == "400", "{nul}");
}

#[test]
fn nobody_is_answered_before_the_first_round() {
    let preview = Arc::new(Preview::default());
    let listener = listen(Some(0)).expect("a port is free");
    let at = listener.local_addr().expect("it has one");
    serve(Some(listener), &preview, Arc::new(Bell::default())).expect("it starts");
    let mut early = TcpStream::connect(at).expect("it listens");
    early.write_all(format!("GET / HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n").as_bytes()).expect("it reads");
    early.set_read_timeout(Some(Duration::from_millis(300))).expect("it can be set");
    assert!(early.read(&mut [0; 16]).is_err(), "there is nothing to show yet");
    preview.show(view(&[("index.html", "<body>home</body>")]));
    early.set_read_timeout(Some(PATIENCE)).expect("it can be set");
    let mut answer = String::new();
    early.read_to_string(&mut answer).expect("it answers");
    assert!(status(&answer) == "200" && answer.contains("home"), "{answer}");
}

#[test]
fn strangers_are_refused() {
    let site = site();
    let port = site.at.port();
    let get = |head: &str| {
        status(&site.send(format!("GET / HTTP/1.1\r\nConnection: close\r\n{head}\r\n").as_bytes())).to_owned()
    };
    let rows = [
        (format!("Host: 127.0.0.1:{port}\r\n"), "200"),
        (format!("Host: localhost:{port}\r\n"), "200"),
        (format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"), "200"),
        ("Host: evil.example\r\n".into(), "403"),
        (format!("Host: evil.example:{port}\r\n"), "403"),
        ("Host: localhost\r\n".into(), "403"),
        (format!("Host: localhost:{port}\r\nHost: evil.example\r\n"), "403"),
        (format!("Host: localhost:{port}\r\nOrigin: http://evil.example\r\n"), "403"),
        (format!("Host: localhost:{port}\r\nOrigin: null\r\n"), "403"),
    ];
    for (head, expected) in rows {
        assert_eq!(get(&head), expected, "{head}");
    }
    let socket = |origin: &str| {
        let head = format!(
            "GET /.dossier/live HTTP/1.1\r\nHost: localhost:{port}\r\n{origin}Connection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        let mut stream = site.connect();
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer[9..]).into_owned()
    };
    assert_eq!(socket(""), "403");
    assert_eq!(socket("Origin: http://evil.example\r\n"), "403");
    assert_eq!(socket(&format!("Origin: http://evil.example:{port}\r\n")), "403");
    assert_eq!(socket(&format!("Origin: http://localhost:{port}\r\n")), "101");
}

#[test]
fn conditions_ranges_and_heads_are_right() {
    let site = site();
    let asset = "/assets/style.0123abcd.css";
    let whole = site.ask(&format!("GET {asset}"), "");
    assert!(whole.ends_with("\r\n\r\n0123456789") && whole.contains("content-type: text/css"), "{whole}");
    let etag = whole.split_once("etag: ").expect("it has one").1.split_once("\r\n").expect("it ends").0.to_owned();
    let head = site.ask(&format!("HEAD {asset}"), "");
    assert!(head.ends_with("\r\n\r\n") && head.contains("content-length: 10\r\n") && head.contains(&etag), "{head}");
    let dead = site.ask("HEAD /none", "");
    assert!(status(&dead) == "404" && dead.ends_with("\r\n\r\n"), "{dead}");
    let rows = [
        (format!("If-None-Match: {etag}\r\n"), "304", "\r\n\r\n"),
        (format!("If-None-Match: \"x\", W/{etag}\r\n"), "304", "\r\n\r\n"),
        ("If-None-Match: \"x\"\r\n".into(), "200", "\r\n\r\n0123456789"),
        ("Range: bytes=2-4\r\n".into(), "206", "\r\n\r\n234"),
        ("Range: bytes=-2\r\n".into(), "206", "\r\n\r\n89"),
        ("Range: bytes=20-\r\n".into(), "416", "\r\n\r\n"),
        ("Range: bytes=1-2,4-5\r\n".into(), "200", "\r\n\r\n0123456789"),
        (format!("Range: bytes=2-4\r\nIf-Range: {etag}\r\n"), "206", "\r\n\r\n234"),
        ("Range: bytes=2-4\r\nIf-Range: \"x\"\r\n".into(), "200", "\r\n\r\n0123456789"),
    ];
    for (headers, expected, end) in rows {
        let answer = site.ask(&format!("GET {asset}"), &headers);
        assert_eq!(status(&answer), expected, "{headers}");
        assert!(answer.ends_with(end), "{headers}: {answer}");
    }
    assert!(site.ask(&format!("GET {asset}"), "Range: bytes=2-4\r\n").contains("content-range: bytes 2-4/10\r\n"));
    assert!(site.ask(&format!("GET {asset}"), "Range: bytes=20-\r\n").contains("content-range: bytes */10\r\n"));
}

#[test]
fn a_thousand_silent_sockets_and_a_huge_header_keep_nobody_out() {
    let site = site();
    let huge = site.ask("GET /", &format!("X: {}\r\n", "x".repeat(1 << 20)));
    assert!(huge.is_empty() || status(&huge) == "431", "{}", &huge[..huge.len().min(200)]);
    let many: String = (0..5000).map(|n| format!("X-{n}: y\r\n")).collect();
    let many = site.ask("GET /", &many);
    assert!(many.is_empty() || status(&many) == "431", "{many}");
    let mut open = Vec::new();
    for _ in 0..1000 {
        // The test may have fewer files to open than the server can bear.
        match TcpStream::connect(site.at) {
            Ok(stream) => open.push(stream),
            Err(_) => break,
        }
        if open.len() > 400 {
            drop(open.remove(0));
        }
    }
    assert_eq!(status(&site.ask("GET /", "")), "200");
}

#[test]
fn a_tab_hears_what_concerns_it_and_nothing_else() {
    let site = site();
    let (page, assets) = site.digests("/articles/a.html");
    let mut tab = site.tab("/articles/a.html", &page, &assets);
    assert_eq!(hear(&mut tab), serde_json::json!({ "overlay": null }));
    let mut stale = site.tab("/articles/a.html", "older", &assets);
    assert_eq!(hear(&mut stale), serde_json::json!({ "overlay": null }));
    assert_eq!(hear(&mut stale), serde_json::json!({ "changed": "page", "at": null }), "it was away and catches up");

    // Another page changes: this tab is left alone and hears only of the errors after it.
    site.preview.show(view(&[("index.html", "<body>new</body>"), ("articles/a.html", "<body>an article</body>")]));
    let mut next = view(&[("articles/a.html", "<body>an article</body>")]);
    next.overlay = Some(Arc::from("<h2>1 error</h2>"));
    site.preview.show(next);
    assert_eq!(hear(&mut tab), serde_json::json!({ "overlay": "<h2>1 error</h2>" }));

    let mut next = view(&[("articles/a.html", "<body>an article, changed</body>")]);
    next.notes.insert("articles/a.html".into(), "note-x".into());
    site.preview.show(next);
    assert_eq!(hear(&mut tab), serde_json::json!({ "overlay": null }), "it is mended");
    assert_eq!(hear(&mut tab), serde_json::json!({ "changed": "page", "at": "note-x" }));

    let css = |name: &str| format!("<link href=\"../assets/style.{name}.css\"><body>an article</body>");
    site.preview.show(view(&[("articles/a.html", &css("00000000"))]));
    let (page, assets) = site.digests("/articles/a.html");
    let mut tab = site.tab("/articles/a.html", &page, &assets);
    assert_eq!(hear(&mut tab), serde_json::json!({ "overlay": null }));
    site.preview.show(view(&[("articles/a.html", &css("11111111"))]));
    assert_eq!(hear(&mut tab), serde_json::json!({ "changed": "assets", "at": null }));
    // A page that goes is another page: the one for dead addresses.
    site.preview.show(view(&[("404.html", "<body>gone</body>")]));
    assert_eq!(hear(&mut tab), serde_json::json!({ "changed": "page", "at": null }));
}
