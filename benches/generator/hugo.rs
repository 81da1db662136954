//! The same text as a Hugo site: names are links, entities a taxonomy.

use std::fmt::Write as _;

use super::{Article, Options, Word, slug, text, write};

pub(super) fn article(article: &Article, names: &[String]) -> String {
    let mut entities: Vec<usize> = article
        .paragraphs
        .iter()
        .flatten()
        .flatten()
        .filter_map(|w| match w {
            Word::Name(e) => Some(*e),
            Word::Plain(_) => None,
        })
        .collect();
    entities.sort_unstable();
    entities.dedup();
    let list: Vec<String> = entities.iter().map(|e| format!("\"{}\"", slug(*e))).collect();
    let mut out =
        format!("---\ntitle: {}\ndate: {}\nentities: [{}]\n---\n", article.title, article.date, list.join(", "));
    for paragraph in &article.paragraphs {
        let _ = write!(out, "\n{}\n", text(paragraph, &|e| format!("[{}](/entities/{}/)", names[e], slug(e))));
    }
    out
}

pub(super) fn frame(options: &Options, summaries: bool) {
    let base =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head><body><main>";
    let end = "</main></body></html>\n";
    let summary = if summaries { "<p>{{ .Plain | truncate 160 }}</p>" } else { "" };
    let list = format!(
        "<ul>{{{{ range .Pages }}}}<li><a href=\"{{{{ .RelPermalink }}}}\">{{{{ .Title }}}}</a> <time>{{{{ .Date.Format \"2006-01-02\" }}}}</time>{summary}</li>{{{{ end }}}}</ul>"
    );
    let config = "baseURL = \"https://example.org/\"\ntitle = \"Corpus\"\ndisableKinds = [\"RSS\", \"sitemap\", \"robotsTXT\", \"404\"]\n[taxonomies]\nentity = \"entities\"\n";
    write(&options.out, "hugo.toml", config);
    let single = format!(
        "{base}<h1>{{{{ .Title }}}}</h1><time>{{{{ .Date.Format \"2006-01-02\" }}}}</time>{{{{ .Content }}}}<ul>{{{{ range .GetTerms \"entities\" }}}}<li><a href=\"{{{{ .RelPermalink }}}}\">{{{{ .Title }}}}</a></li>{{{{ end }}}}</ul>{end}"
    );
    write(&options.out, "layouts/_default/single.html", &single);
    write(&options.out, "layouts/_default/list.html", &format!("{base}<h1>{{{{ .Title }}}}</h1>{list}{end}"));
    write(
        &options.out,
        "layouts/index.html",
        &format!("{base}<h1>{{{{ .Title }}}}</h1><p>{{{{ len .Site.RegularPages }}}} articles</p>{end}"),
    );
}
