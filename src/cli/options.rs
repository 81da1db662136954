//! What can be typed: commands, options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::report::Format;

/// Compiles a folder of articles and hand-written notes into a static website
///
/// A dossier is a folder: source articles, notes that quote them, and the people, places and
/// questions they are about, all as Markdown files. A note is a test of the text it speaks about:
/// when a quotation, a name or a link no longer holds, the build says so with file, line and column.
#[derive(Debug, Parser)]
#[command(name = "dossier", version, arg_required_else_help = true, after_help = START, after_long_help = EXAMPLES)]
pub struct Cli {
    /// The options of every command.
    #[command(flatten)]
    pub options: Options,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

const START: &str = "Start with `dossier init my-dossier`. `dossier help COMMAND` tells more about a command.";

const EXAMPLES: &str = "\
Examples:
  dossier init my-dossier          make a small dossier that works
  cd my-dossier && dossier build   compile it into my-dossier/public
  dossier check                    find what is wrong, write nothing
  dossier new article \"Headline\"   begin an article
  dossier import clipping.txt      make an article of a text from the web
  dossier build --drafts --out ../preview
                                   compile what is not yet public, for editors

Exit codes:
  0  all is well
  1  there are errors in the content
  2  the command was used wrongly
  3  the outside world failed (a full disk, a missing permission)";

/// The options of every command.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// The folder of the dossier [default: the nearest one upwards that holds dossier.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,

    /// Where the site is written [default: public in the dossier's folder]
    ///
    /// Only files that the tool itself wrote are ever changed or removed there. A folder that is,
    /// holds or lies in a source folder, a home folder and `/` are refused.
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Treat warnings as errors
    #[arg(long, global = true)]
    pub strict: bool,

    /// Include drafts, private and embargoed files, each page marked (needs --out)
    #[arg(long, global = true)]
    pub drafts: bool,

    /// The moment that embargoes are measured against, such as 2026-01-31 or 2026-01-31T18:00:00Z
    ///
    /// Without it SOURCE_DATE_EPOCH is taken, else the clock. A date without a time is its start in UTC.
    #[arg(long, global = true, value_name = "TIME")]
    pub now: Option<String>,

    /// How problems are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub format: Format,

    /// Tell how long each stage took
    #[arg(long, global = true)]
    pub timings: bool,

    /// Say nothing but problems
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// The private full texts that quotations in digests are checked against; never published
    #[arg(long, global = true, value_name = "DIR")]
    pub originals: Option<PathBuf>,

    /// Fail instead of changing the lock file
    #[arg(long, global = true)]
    pub locked: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile the dossier into a website
    ///
    /// Writes only what changed. If there are errors, the site is left as it was.
    #[command(after_long_help = "\
Examples:
  dossier build
  dossier build --out /srv/www/dossier --strict
  dossier build --drafts --out ../preview
  dossier build --format github    # in a workflow of GitHub Actions")]
    Build,

    /// Rebuild on every change and show the result in the browser
    ///
    /// The preview is the editor's: it also shows what is not public yet, marked. The output folder gets
    /// the public's site, whenever there are no errors. Ctrl-C ends it.
    #[command(after_long_help = "\
Examples:
  dossier watch --open
  dossier watch --preview-only     # write nothing
  dossier watch --no-serve --out /srv/www/dossier
  dossier watch --editor \"subl://open?url=file://{path}&line={line}&column={column}\"")]
    Watch(Watch),

    /// Do everything that build does but write nothing
    ///
    /// Also shows hints, which build keeps to itself.
    #[command(after_long_help = "\
Examples:
  dossier check
  dossier check --strict --format short
  dossier check --now 2026-06-01   # what would be wrong on that day?")]
    Check,

    /// List every note with its state and place
    ///
    /// Works while there are errors, and writes nothing. Places are in code points of the text that `dossier text`
    /// prints. With `--format json` one object a line.
    #[command(after_long_help = "\
Examples:
  dossier notes
  dossier notes harbour-bridge
  dossier notes --format json | jq 'select(.state == \"orphaned\")'")]
    Notes {
        /// Only the notes on this article: its id, or the path of its file
        article: Option<String>,
    },

    /// Settle notes whose passages have changed
    ///
    /// Shows the old and the new words side by side and writes the new place into dossier.lock, with the day. Without
    /// a note it settles all of them. What is ambiguous or lost has no place to settle: with --fix, name one of the
    /// candidates that `check` lists by its number.
    #[command(after_long_help = "\
Examples:
  dossier accept                       # everything that has changed
  dossier accept harbour-bridge        # the notes on one article
  dossier accept harbour-bridge#date   # one note
  dossier accept --fix                 # write the new words into the annotation files instead
  dossier accept --fix harbour-bridge#date:2
                                       # the second candidate of a lost note")]
    Accept {
        /// The notes, as `article#note`, or articles; a candidate as `article#note:2`
        #[arg(value_name = "NOTE")]
        notes: Vec<String>,
        /// Write the shortest passage that finds the words into the annotation file
        ///
        /// The target is in bold where words around it are needed. Every other byte of the file stays as it is.
        #[arg(long)]
        fix: bool,
    },

    /// Print the text of an article as notes are anchored in it
    ///
    /// The headline, then each paragraph, heading, list item and table cell on a line of its own.
    /// A quotation in a note must occur in this text.
    #[command(after_long_help = "\
Examples:
  dossier text harbour-bridge
  dossier text content/articles/harbour-bridge.md | wc -w")]
    Text {
        /// The id of the article, or the path of its file
        article: String,
    },

    /// Make a small dossier that works
    ///
    /// Writes an article, a note on it, two entities, a claim and a page, all invented and ready to
    /// be replaced. The folder must be new or empty (hidden files such as .git may be there).
    #[command(after_long_help = "\
Examples:
  dossier init my-dossier --title \"The harbour bridge\"
  cd my-dossier && dossier build")]
    Init {
        /// The folder [default: the current one]
        dir: Option<PathBuf>,
        /// The title of the dossier [default: made from the folder's name]
        #[arg(long)]
        title: Option<String>,
    },

    /// Begin an article, entity, annotation file, claim or page
    ///
    /// Writes a file that passes `check`, named after the title; never overwrites one.
    #[command(after_long_help = "\
Examples:
  dossier new article \"Harbour bridge to close\" --rights full
  dossier new annotation harbour-bridge-to-close
  dossier new entity \"Mara Lindqvist\" --kind person
  dossier new claim \"How long will the bridge be closed?\"
  dossier new page \"About this dossier\" --id about")]
    New {
        /// What to begin.
        #[command(subcommand)]
        what: New,
    },

    /// List every mention of an entity, each in its line
    ///
    /// A concordance of articles, notes, biographies, claims and pages. With --format json one object a line.
    #[command(after_long_help = "\
Examples:
  dossier mentions mara-lindqvist
  dossier mentions                 # of all entities
  dossier mentions mara-lindqvist --format json | jq .printed")]
    Mentions {
        /// The id or the name of the entity [default: all of them]
        entity: Option<String>,
    },

    /// Say what a code means, or why something is there and where it came from
    ///
    /// Every problem has a code, which stands in brackets: `error[orphaned-note]`. Of a code: what was seen, why it matters and
    /// how to mend it. Without a word all codes are listed. If a code and an id are the same word, the code is
    /// explained; write the page of the id instead. Of an entity: each place that is linked, by which name and which rule, and what is not linked. Of a page: the
    /// files it is made from. Of a note: its passage and whom it names.
    #[command(after_long_help = "\
Examples:
  dossier explain orphaned-note    # what does this code mean?
  dossier explain                  # all codes
  dossier explain mara-lindqvist
  dossier explain articles/harbour-bridge.html
  dossier explain harbour-bridge#closing-date")]
    Explain {
        /// A code, an id, a page such as `articles/some-id.html`, or `article#note` [default: all codes]
        what: Option<String>,
    },

    /// Give a file another id, and change every reference to it
    ///
    /// Wikilinks, relative links, fields, front matter, templates, dossier.lock and the files' names; no other byte changes. The old
    /// address redirects to the new one (`old_urls`). Refused if the dossier would have more errors than before.
    #[command(after_long_help = "\
Examples:
  dossier rename mara-lindqvist mara-lindqvist-engineer --dry-run
  dossier rename harbour-bridge harbour-bridge-closed")]
    Rename {
        /// The id as it is
        old: String,
        /// The id as it shall be
        new: String,
        /// Show what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },

    /// Make articles of plain-text or HTML files as they come from the web
    ///
    /// Writes content/articles/ID.md for each file and never overwrites one; if anything is wrong
    /// with any file, nothing is written. The headline is the first line that is neither a date nor
    /// page furniture. Dates, outlet and authors are taken from lines of their own only, and what the
    /// text does not state is left out. Every line that is not in the article (share buttons, comment
    /// forms, dates that were read) is listed with its number in the original.
    ///
    /// The original's SHA-256 is kept in the front matter, and unless you say otherwise the article is a
    /// reference: its text stays private, and notes can quote it.
    ///
    /// With `--annotations` a file of annotations becomes content/annotations/ID.md: W3C JSON-LD, as this program and
    /// others export it, or a Hypothesis export. Notes whose words do not stand in the article are kept as drafts and
    /// listed with the reason.
    #[command(after_long_help = "\
Examples:
  dossier import clippings/*.txt --dry-run     # what would be made of them?
  dossier import bridge.html
  dossier import bridge.txt --rights full      # only if you may publish the whole text
  dossier import bridge.txt --slug harbour-bridge-2 --language en
  dossier import --annotations notes.jsonld --article harbour-bridge
  dossier import --annotations hypothesis.json --article harbour-bridge --slug harbour-bridge-readers")]
    Import(Import),

    /// Begin a theme, or look after copied templates
    #[command(
        subcommand_required = true,
        after_long_help = "\
Examples:
  dossier theme new harbour
  dossier theme new harbour --copy note.html
  dossier theme doctor"
    )]
    Theme {
        /// What to do.
        #[command(subcommand)]
        what: Theme,
    },

    /// Print a script that completes commands and options in a shell
    #[command(after_long_help = "\
Examples:
  dossier completions bash > ~/.local/share/bash-completion/completions/dossier
  dossier completions fish > ~/.config/fish/completions/dossier.fish")]
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// What is to be imported, and how.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The files: plain text in any encoding, or HTML
    #[arg(required_unless_present = "annotations", conflicts_with = "annotations", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Make notes of a file of annotations instead: W3C JSON-LD or a Hypothesis export
    #[arg(long, value_name = "FILE", requires = "article")]
    pub annotations: Option<PathBuf>,
    /// The article that the annotations are about
    #[arg(long, value_name = "ID", requires = "annotations")]
    pub article: Option<String>,
    /// How much of the text may be published
    #[arg(long, value_name = "RIGHTS", default_value = "reference", conflicts_with = "annotations")]
    pub rights: ImportRights,
    /// The id, where the one made from the headline will not do (one file only); with `--annotations` the name of the
    /// annotation file, where the article's id will not do
    #[arg(long, value_name = "ID")]
    pub slug: Option<String>,
    /// The language of the text, such as `es` [default: the dossier's]
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Report what would be done and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// How much of an imported text may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportRights {
    /// All of it
    Full,
    /// Title, outlet, date, link and what notes quote
    Reference,
}

/// How to watch.
#[derive(Args, Clone, Debug, Default)]
pub struct Watch {
    /// The port of the preview on this machine [default: 4000, or the next free one]
    #[arg(long, value_name = "PORT", conflicts_with = "no_serve")]
    pub port: Option<u16>,
    /// Open the preview in the browser
    #[arg(long, conflicts_with = "no_serve")]
    pub open: bool,
    /// Only rebuild
    #[arg(long)]
    pub no_serve: bool,
    /// Only show the preview, write nothing
    #[arg(long, conflicts_with = "no_serve")]
    pub preview_only: bool,
    /// Look for changes at intervals instead of being told by the system
    #[arg(long)]
    pub poll: bool,
    /// How places in files are opened: a URL with {path}, {line} and {column} [default: VS Code]
    #[arg(long, value_name = "URL", conflicts_with = "no_serve")]
    pub editor: Option<String>,
}

/// What can be done with themes.
#[derive(Debug, Subcommand)]
pub enum Theme {
    /// Begin a theme over the default one
    New {
        /// Its name: the folder in themes/
        name: String,
        /// Copy a template of the default theme into it, to be changed (may be given more than once)
        #[arg(long, value_name = "TEMPLATE")]
        copy: Vec<String>,
    },
    /// List copied templates whose original has changed since
    Doctor,
}

/// What can be begun.
#[derive(Debug, Subcommand)]
pub enum New {
    /// A source text
    Article {
        /// The headline
        title: String,
        /// How much of the text may be published
        #[arg(long, value_name = "RIGHTS", default_value = "reference")]
        rights: Rights,
        /// The id, where the one made from the headline will not do
        #[arg(long)]
        id: Option<String>,
    },
    /// A person, organisation, place, event or work
    Entity {
        /// The full name
        name: String,
        /// What it is
        #[arg(long, value_name = "KIND")]
        kind: Option<EntityKind>,
        /// The id, where the one made from the name will not do
        #[arg(long)]
        id: Option<String>,
    },
    /// Notes on an article
    Annotation {
        /// The id of the article, or the path of its file
        article: String,
    },
    /// A question on which the sources can agree or differ
    Claim {
        /// The question: one quantity or one fact
        question: String,
        /// The id, where the one made from the question will not do
        #[arg(long)]
        id: Option<String>,
    },
    /// A free page
    Page {
        /// The title
        title: String,
        /// The id, where the one made from the title will not do
        #[arg(long)]
        id: Option<String>,
    },
}

/// How much of a text may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rights {
    /// All of it
    Full,
    /// Only what notes touch (for now as `reference`)
    Excerpt,
    /// Title, outlet, date, link and what notes quote
    Reference,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say it, and docs would become help texts that repeat them")]
pub enum EntityKind {
    Person,
    Organization,
    Place,
    Event,
    Work,
}
