//! The files of the output: each page with its theme and what all pages share, the exports of notes, and what is copied.
//!
//! The files of an article are put together by article, so that an edit touches those alone; the list of all files is
//! patched. **Invariant:** a file that equals the one of the last compile is that value, so that whoever compares two
//! outputs sees at once what differs.

use std::sync::Arc;

use super::articles::ArticlePages;
use super::inputs::Inputs;
use crate::exports::annotations::Collection;
use crate::exports::headers::headers;
use crate::memo::map::{DiffItem, Map, OrdMap};
use crate::memo::{Memo, Pick, Same, Stage, sources};
use crate::output::File;
use crate::pages::{PageFile, Pages};
use crate::path::{OutputPath, Slug};
use crate::render::model::Shared;
use crate::render::theme::Theme;

/// Files with their paths.
type Files = Vec<(OutputPath, File)>;

/// What an article's files are made from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filing {
    shared: Same<Shared>,
    theme: Theme,
    pages: Arc<ArticlePages>,
}

/// What the files of all articles are made from.
#[derive(Debug)]
pub(crate) struct Filings {
    shared: Same<Shared>,
    theme: Theme,
    pages: Map<Slug, ArticlePages>,
}

sources!(Filings by Slug: [shared, theme] [pages]);

/// What the collection of all notes is made from.
#[derive(Debug, PartialEq, Eq)]
struct Collecting {
    label: String,
    base_url: Option<String>,
    order: Same<Vec<Slug>>,
    listed: OrdMap<Slug, (String, String, usize)>,
}

/// What is remembered of files.
#[derive(Debug)]
pub(crate) struct Memory {
    keep: bool,
    of_articles: Stage<Slug, Filings, Filing, Files>,
    listed: Pick<Slug, Map<Slug, ArticlePages>, (String, String, usize)>,
    collection: Memo<(), Collecting, Collection>,
    /// What the last compile came to.
    articles: Map<Slug, Files>,
    others: Files,
    files: OrdMap<OutputPath, File>,
    changed: usize,
}

impl Memory {
    /// Makes an empty memory; one that does not `keep` is for a single compile.
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            keep,
            of_articles: Stage::new(keep),
            listed: Pick::new(keep),
            collection: Memo::new(keep),
            articles: Map::new(),
            others: Vec::new(),
            files: OrdMap::new(),
            changed: 0,
        }
    }

    /// Returns how many results are remembered.
    pub(crate) fn entries(&self) -> usize {
        let stages = self.of_articles.entries() + self.listed.entries();
        stages + self.collection.entries() + self.files.len()
    }

    /// Returns how many files were new or changed in the last compile.
    pub(crate) fn changed(&self) -> usize {
        self.changed
    }

    /// Puts the files of the output together.
    pub(crate) fn filed(
        &mut self,
        inputs: &Inputs<'_>,
        articles: &Map<Slug, ArticlePages>,
        pages: Pages,
        previews: Files,
        theme: &Theme,
        shared: &Arc<Shared>,
    ) -> OrdMap<OutputPath, File> {
        let order = &inputs.prose.articles;
        let filings = Filings { shared: Same::new(shared), theme: theme.clone(), pages: articles.clone() };
        let of_articles = self.of_articles.run(filings, filing, files_of);
        let config = &inputs.parsed.config;
        let collecting = Collecting {
            label: config.title.clone(),
            base_url: config.base_url.clone(),
            order: Same::new(order),
            listed: self.listed.run(articles.clone(), |articles, id| Some(articles.get(id)?.listed.clone())),
        };
        let collection = self.collection.one(collection, collecting);
        let mut others = vec![(OutputPath::new("annotations.jsonld"), File::Collection(collection))];
        others.push((OutputPath::new("_headers"), File::Bytes(headers(&shared.absolute_root).into_bytes().into())));
        let own = theme.assets().iter().map(|(path, bytes)| (path, bytes));
        let copied = own.chain(&inputs.texts.assets);
        others.extend(copied.map(|(path, bytes)| (path.clone(), File::Bytes(Arc::clone(bytes)))));
        others.extend(previews);
        let page = |model| File::Page(Arc::new(PageFile::new(theme, shared, model)));
        others.extend(pages.into_iter().map(|(path, model)| (path, page(model))));
        self.patch(of_articles, others)
    }

    /// Brings the list of files to hold these, and counts those that differ.
    fn patch(&mut self, articles: Map<Slug, Files>, others: Files) -> OrdMap<OutputPath, File> {
        let mut gone: Vec<&OutputPath> = Vec::new();
        let mut fresh: Vec<&(OutputPath, File)> = Vec::new();
        for item in self.articles.diff(&articles) {
            let (old, new) = match item {
                DiffItem::Add(_, new) => (None, Some(new)),
                DiffItem::Remove(_, old) => (Some(old), None),
                DiffItem::Update { old, new } => (Some(old.1), Some(new.1)),
            };
            gone.extend(old.into_iter().flat_map(|old| old.iter()).map(|file| &file.0));
            fresh.extend(new.into_iter().flat_map(|new| new.iter()));
        }
        let alike = self.others.len() == others.len() && self.others.iter().zip(&others).all(|(a, b)| a.0 == b.0);
        let same = |at: usize| alike && self.others[at].1 == others[at].1;
        gone.extend(self.others.iter().enumerate().filter(|(at, _)| !same(*at)).map(|(_, file)| &file.0));
        fresh.extend(others.iter().enumerate().filter(|(at, _)| !same(*at)).map(|(_, file)| file));
        let before = self.files.clone();
        let files = &mut self.files;
        gone.into_iter().for_each(|path| drop(files.remove(path)));
        self.changed = 0;
        for (path, file) in fresh {
            let old = before.get(path).filter(|old| *old == file);
            self.changed += usize::from(old.is_none());
            files.insert(path.clone(), old.unwrap_or(file).clone());
        }
        if !self.keep {
            return std::mem::take(&mut self.files);
        }
        (self.articles, self.others) = (articles, others);
        self.files.clone()
    }
}

fn filing(filings: &Filings, id: &Slug) -> Option<Filing> {
    Some(Filing {
        shared: filings.shared.clone(),
        theme: filings.theme.clone(),
        pages: filings.pages.get(id).cloned()?,
    })
}

/// Makes an article's files: its pages, and its notes as data.
fn files_of(input: &Filing) -> Files {
    let shared = input.shared.shared();
    let pages = input.pages.pages.iter();
    let page = |model| File::Page(Arc::new(PageFile::new(&input.theme, &shared, model)));
    let pages = pages.map(|(path, model)| (path.clone(), page(Arc::clone(model))));
    let export = File::Annotations(Arc::clone(&input.pages.export), Arc::clone(&shared));
    pages.chain([(input.pages.exported.clone(), export)]).collect()
}

fn collection(input: &Collecting) -> Collection {
    let pages = input.order.iter().filter_map(|id| input.listed.get(id).cloned());
    Collection { label: input.label.clone(), base_url: input.base_url.clone(), pages: pages.collect() }
}
