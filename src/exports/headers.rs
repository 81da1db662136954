//! `_headers`: what only a header may say, in the form that static hosts read.
//!
//! ```text
//! file  := { path "\n" { "  " name ": " value "\n" } }
//! path  := the path on the host, "*" for whatever follows
//! ```
//!
//! Pages carry their policy themselves, so that it holds on any host and from a disk. Who may frame a page is asked
//! of the header alone, and so are types that are not guessed and how long a file is kept.
//!
//! It deliberately says nothing of hosts, certificates or redirects.

/// Returns the file for a site that begins at a path of its host (`/`, or `/some/path/`).
pub fn headers(root: &str) -> String {
    format!(
        "{root}*
  Content-Security-Policy: frame-ancestors 'self'
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
{root}assets/*
  Cache-Control: public, max-age=31536000, immutable
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_where_the_site_does() {
        for root in ["/", "/some/path/"] {
            let text = headers(root);
            let paths: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
            assert_eq!(paths, [format!("{root}*"), format!("{root}assets/*")]);
            assert!(text.contains("\n  Content-Security-Policy: frame-ancestors 'self'\n"));
            // Only what has its digest in its name may be kept for ever.
            assert_eq!(text.find("immutable").map(|at| text[..at].contains("assets/*")), Some(true));
        }
    }
}
