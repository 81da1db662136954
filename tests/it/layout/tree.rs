//! The modules of the crate and the arrows between their files.
//!
//! An arrow goes to the file that defines what is taken: through a `pub use`, and through a module or an item that a
//! `use` gave another name. To name a module and take nothing of it is no arrow. A re-export is one: a file that hands
//! on what its child made knows the child. So is `use a::*`.

use std::collections::BTreeMap;

use super::scan::{self, Source};

/// The texts of a crate by their path under `src/`.
pub type Files = BTreeMap<String, String>;

/// The first place at which one file takes something that another one defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub line: usize,
    /// What is taken, as the source writes it.
    pub path: String,
}

/// Names what every file takes from every other, and what could not be read.
pub fn arrows(files: &Files, crate_name: &str) -> (Vec<Arrow>, Vec<String>) {
    let mut tree = Tree { crate_name: crate_name.to_owned(), modules: Vec::new(), unread: Vec::new() };
    for root in ["lib.rs", "main.rs"] {
        if files.contains_key(root) {
            tree.grow(files, root, None);
        }
    }
    let mut arrows: BTreeMap<(String, String), Arrow> = BTreeMap::new();
    for (at, module) in tree.modules.iter().enumerate() {
        let uses = module.source.uses.iter().map(|taken| (&taken.path, taken.name == "*"));
        let paths = module.source.paths.iter().map(|path| (path, false));
        for (path, all) in uses.chain(paths) {
            let to = match tree.resolve(at, &path.segments, FOLLOWED) {
                Some(Place::Item(to)) => to,
                Some(Place::Module(to)) if all => to,
                _ => continue,
            };
            let (from, to) = (module.file.clone(), tree.modules[to].file.clone());
            let arrow = Arrow {
                from: from.clone(),
                to: to.clone(),
                line: path.line,
                path: path.segments.join("::") + if all { "::*" } else { "" },
            };
            if from != to && arrows.get(&(from.clone(), to.clone())).is_none_or(|first| arrow.line < first.line) {
                arrows.insert((from, to), arrow);
            }
        }
    }
    (arrows.into_values().collect(), tree.unread)
}

/// How many `use` lines in a row a path is followed through: `use memchr::memchr` would lead to itself for ever.
const FOLLOWED: usize = 8;

struct Tree {
    /// What the binary calls the library.
    crate_name: String,
    modules: Vec<Module>,
    unread: Vec<String>,
}

struct Module {
    file: String,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    source: Source,
}

/// Where a path leads.
#[derive(Clone, Copy)]
enum Place {
    Module(usize),
    /// To an item that this module defines.
    Item(usize),
}

impl Tree {
    /// Reads a file and, below it, those of its modules.
    fn grow(&mut self, files: &Files, file: &str, parent: Option<usize>) -> Option<usize> {
        let text = files.get(file)?;
        let source = scan::source(text).unwrap_or_else(|error| {
            self.unread.push(format!("src/{file}: {error}"));
            Source::default()
        });
        let folder = match file.rsplit_once('/').unwrap_or(("", file)) {
            ("", "lib.rs" | "main.rs" | "mod.rs") => String::new(),
            (folder, "mod.rs") => format!("{folder}/"),
            _ => format!("{}/", file.trim_end_matches(".rs")),
        };
        Some(self.plant(files, file, &folder, parent, source))
    }

    fn plant(&mut self, files: &Files, file: &str, folder: &str, parent: Option<usize>, mut source: Source) -> usize {
        let at = self.modules.len();
        let declared = std::mem::take(&mut source.modules);
        self.modules.push(Module { file: file.to_owned(), parent, children: BTreeMap::new(), source });
        for module in declared {
            let name = &module.name;
            let child = match module.body {
                Some(body) => Some(self.plant(files, file, &format!("{folder}{name}/"), Some(at), body)),
                None => {
                    let beside = [format!("{folder}{name}.rs"), format!("{folder}{name}/mod.rs")];
                    beside.iter().find_map(|beside| self.grow(files, beside, Some(at)))
                }
            };
            match child {
                Some(child) => drop(self.modules[at].children.insert(module.name, child)),
                None => self.unread.push(format!("src/{file}: no file of the module `{name}`")),
            }
        }
        at
    }

    /// Follows a path as it is written in a module; none leads out of the crate.
    fn resolve(&self, from: usize, segments: &[String], followed: usize) -> Option<Place> {
        let (first, rest) = segments.split_first()?;
        let mut root = from;
        while let Some(parent) = self.modules[root].parent {
            root = parent;
        }
        let start = match first.as_str() {
            "crate" => Place::Module(root),
            "self" => Place::Module(from),
            "super" => Place::Module(self.modules[from].parent?),
            name if name == self.crate_name && self.modules[root].file == "main.rs" => Place::Module(0),
            _ => self.lookup(from, first, rest.is_empty(), followed)?,
        };
        self.walk(start, rest, followed)
    }

    fn walk(&self, start: Place, segments: &[String], followed: usize) -> Option<Place> {
        let mut place = start;
        for (nth, segment) in segments.iter().enumerate() {
            let Place::Module(module) = place else { break };
            let last = nth + 1 == segments.len();
            place = match segment.as_str() {
                "super" => Place::Module(self.modules[module].parent?),
                _ => match self.bound(module, segment) {
                    // A `use` that leads out of the crate.
                    true => self.lookup(module, segment, last, followed)?,
                    false => self.made(module, segment, followed).unwrap_or(Place::Item(module)),
                },
            };
        }
        Some(place)
    }

    fn bound(&self, module: usize, name: &str) -> bool {
        let module = &self.modules[module];
        module.children.contains_key(name) || module.source.uses.iter().any(|taken| brings(taken, name))
    }

    /// Where a name comes from that a module makes itself or has by a `use a::*`; none if it has neither.
    fn made(&self, module: usize, name: &str, followed: usize) -> Option<Place> {
        let source = &self.modules[module].source;
        if source.items.contains(name) {
            return Some(Place::Item(module));
        }
        if self.bound(module, name) {
            return self.lookup(module, name, true, followed);
        }
        let mut all = source.uses.iter().filter(|taken| taken.name == "*");
        let further = followed.checked_sub(1)?;
        all.find_map(|taken| match self.resolve(module, &taken.path.segments, further)? {
            Place::Module(of) => self.made(of, name, further),
            Place::Item(_) => None,
        })
    }

    /// What a name stands for in a module that has a module or a `use` of that name. A module and a function may be
    /// namesakes: what has a further segment is the module.
    fn lookup(&self, module: usize, name: &str, last: bool, followed: usize) -> Option<Place> {
        let child = self.modules[module].children.get(name).map(|child| Place::Module(*child));
        if child.is_some() && !last {
            return child;
        }
        let mut uses = self.modules[module].source.uses.iter().filter(|taken| brings(taken, name));
        let through = |taken: &scan::Use| self.resolve(module, &taken.path.segments, followed.checked_sub(1)?);
        uses.find_map(through).or(child)
    }
}

/// Whether a `use` gives a module a name; `pub use name` only says who may see a macro.
fn brings(taken: &scan::Use, name: &str) -> bool {
    taken.name == name && !(taken.path.segments.len() == 1 && taken.path.segments[0] == name)
}
