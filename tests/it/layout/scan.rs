//! What one source names of other modules: its `use` lines and the paths in its code.
//!
//! Read from tokens, so comments, documentation and strings name nothing, and what a macro is given counts as code.
//! What stands under `#[cfg(test)]` is left out. A path of one segment is left out as well: whatever it stands for came
//! in by a `use` or by a `mod`.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A module as it is written.
#[derive(Default)]
pub struct Source {
    pub modules: Vec<Declared>,
    pub uses: Vec<Use>,
    pub paths: Vec<Named>,
    /// The names of its functions, types, constants and macros.
    pub items: BTreeSet<String>,
}

/// `mod name;`, or `mod name { … }` with what stands in it.
pub struct Declared {
    pub name: String,
    pub body: Option<Source>,
}

/// One leaf of a `use` line.
pub struct Use {
    pub path: Named,
    /// What the module calls it; `*` if it takes all.
    pub name: String,
}

/// A path and the line on which it stands.
#[derive(Clone, Default)]
pub struct Named {
    pub segments: Vec<String>,
    pub line: usize,
}

/// Reads a source; an error is one of its tokens.
pub fn source(text: &str) -> Result<Source, String> {
    let stream = TokenStream::from_str(text).map_err(|error| error.to_string())?;
    let mut source = Source::default();
    read(stream, &mut source);
    Ok(source)
}

/// The words behind which an item has its name; `!` stands between `macro_rules` and it.
const ITEMS: [&str; 8] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

fn read(stream: TokenStream, source: &mut Source) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut rest = &tokens[..];
    let mut colons = 0;
    while let [token, after @ ..] = rest {
        rest = after;
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => rest = attribute(rest, source),
            TokenTree::Group(group) => read(group.stream(), source),
            TokenTree::Ident(word) if word == "mod" => rest = module(rest, source),
            // `impl Trait + use<'a>` names a lifetime.
            TokenTree::Ident(word) if word == "use" && !rest.first().is_some_and(|next| is(next, '<')) => {
                let end = rest.iter().position(|token| is(token, ';')).unwrap_or(rest.len());
                leaves(&rest[..end], &Named::default(), &mut source.uses);
                rest = &rest[end..];
            }
            TokenTree::Ident(word) => {
                match rest {
                    [name @ TokenTree::Ident(_), ..] if ITEMS.iter().any(|item| word == item) => {
                        source.items.insert(plain(name));
                    }
                    [_, name @ TokenTree::Ident(_), ..] if word == "macro_rules" => {
                        source.items.insert(plain(name));
                    }
                    _ => {}
                }
                let mut named = Named { line: word.span().start().line, segments: vec![plain(token)] };
                while let [one, two, segment @ TokenTree::Ident(_), after @ ..] = rest
                    && is(one, ':')
                    && is(two, ':')
                {
                    named.segments.push(plain(segment));
                    rest = after;
                }
                // What follows on `::` begins no path: `<T as Trait>::name::further`.
                if named.segments.len() > 1 && colons < 2 {
                    source.paths.push(named);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        colons = if is(token, ':') { colons + 1 } else { 0 };
    }
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// A name without the `r#` that lets a keyword be one.
fn plain(token: &TokenTree) -> String {
    token.to_string().trim_start_matches("r#").to_owned()
}

/// Reads what an attribute names, and passes over the item behind it if that is compiled for tests alone.
fn attribute<'a>(tokens: &'a [TokenTree], source: &mut Source) -> &'a [TokenTree] {
    let tokens = if tokens.first().is_some_and(|token| is(token, '!')) { &tokens[1..] } else { tokens };
    let [TokenTree::Group(group), after @ ..] = tokens else { return tokens };
    if !for_tests(group) {
        read(group.stream(), source);
        return after;
    }
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => is(token, ';'),
    };
    let end = after.iter().position(ends).map_or(after.len(), |last| last + 1);
    &after[end..]
}

/// Whether an attribute is `cfg(test)`, or asks for tests and for more.
fn for_tests(attribute: &Group) -> bool {
    let condition = attribute.stream().to_string().replace(' ', "");
    condition == "cfg(test)" || condition.starts_with("cfg(all(test,")
}

fn module<'a>(tokens: &'a [TokenTree], source: &mut Source) -> &'a [TokenTree] {
    match tokens {
        [name @ TokenTree::Ident(_), TokenTree::Group(group), after @ ..] => {
            let mut body = Source::default();
            read(group.stream(), &mut body);
            source.modules.push(Declared { name: plain(name), body: Some(body) });
            after
        }
        [name @ TokenTree::Ident(_), after @ ..] => {
            source.modules.push(Declared { name: plain(name), body: None });
            after
        }
        _ => tokens,
    }
}

/// Takes a `use` line apart: one leaf for each name that it brings in.
fn leaves(tree: &[TokenTree], under: &Named, uses: &mut Vec<Use>) {
    for branch in tree.split(|token| is(token, ',')) {
        if branch.is_empty() {
            continue;
        }
        let mut path = under.clone();
        let mut name = None;
        let mut rest = branch;
        while let [token, after @ ..] = rest {
            rest = after;
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    name = rest.first().map(plain);
                    break;
                }
                TokenTree::Ident(word) => {
                    path.line = word.span().start().line;
                    path.segments.push(plain(token));
                }
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    leaves(&inner, &path, uses);
                    path.segments.clear();
                }
                TokenTree::Punct(punct) if punct.as_char() == '*' => name = Some("*".to_owned()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        // `use a::b::{self}` brings in `b`.
        if path.segments.len() > 1 && path.segments.last().is_some_and(|last| last == "self") {
            path.segments.pop();
        }
        if let Some(last) = path.segments.last().cloned() {
            uses.push(Use { name: name.unwrap_or(last), path });
        }
    }
}
