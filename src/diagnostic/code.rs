//! The codes: every kind of problem that the tool knows, by the name that users see, with its help.
//!
//! They stand in the order of their names. It deliberately says nothing of a single problem: its message, place and
//! hint are made where it is found.

use std::fmt;

use super::declare::codes;

codes! {
    /// A name in the text can be more than one entity, and nothing nearby says which.
    AmbiguousName = "ambiguous-name",
    /// The passage of a note stands more than once in its article.
    AmbiguousNote = "ambiguous-note",
    /// A style sheet of the theme imports itself, directly or through others.
    AssetCycle = "asset-cycle",
    /// A date cannot be read.
    BadDate = "bad-date",
    /// The name of a file cannot become part of an address.
    BadFileName = "bad-file-name",
    /// What stands where an id belongs is not one.
    BadId = "bad-id",
    /// A file of annotations is not JSON.
    BadJson = "bad-json",
    /// What stands where a whole number belongs is not one.
    BadNumber = "bad-number",
    /// An option of a theme, or what `dossier.toml` sets it to, does not fit its type.
    BadOption = "bad-option",
    /// A page would be written to a path that is no safe place in the output folder.
    BadOutputPath = "bad-output-path",
    /// A file of the theme's words is not TOML.
    BadToml = "bad-toml",
    /// The value of a key or field is of the right type, but not one that it takes.
    BadValue = "bad-value",
    /// A word of the interface is no text.
    BadWords = "bad-words",
    /// Stars in the passage of a note did not become bold, so that it is not clear which words are meant.
    BoldDidNotParse = "bold-did-not-parse",
    /// Braces in the heading of a note are empty, left over, or hold what is neither an id nor a kind.
    BracesInHeading = "braces-in-heading",
    /// A symbolic link in the dossier leads nowhere.
    BrokenLink = "broken-link",
    /// The disk refused what was to be written.
    CannotWrite = "cannot-write",
    /// An imported annotation was changed to fit the form of a note.
    ChangedAnnotation = "changed-annotation",
    /// A file of the output folder was changed after the tool wrote it.
    ChangedByHand = "changed-by-hand",
    /// The words that a note speaks about have changed since it was last built.
    ChangedNote = "changed-note",
    /// A line of `dossier.lock` cannot be read.
    DamagedLock = "damaged-lock",
    /// The manifest in the output folder, the list of what the tool wrote there, cannot be read.
    DamagedManifest = "damaged-manifest",
    /// The file that keeps the old texts of articles cannot be read.
    DamagedSnapshots = "damaged-snapshots",
    /// The output folder is one in which a site must not be written.
    DangerousOutput = "dangerous-output",
    /// A link leads to nothing in the dossier.
    DeadLink = "dead-link",
    /// A key or field names an id that nothing in the dossier has.
    DeadReference = "dead-reference",
    /// An imported annotation was made a draft.
    DraftNote = "draft-note",
    /// Two footnotes of a text have one name.
    DuplicateFootnote = "duplicate-footnote",
    /// Two headings of a text have one id.
    DuplicateHeadingId = "duplicate-heading-id",
    /// Two files of the dossier have one id.
    DuplicateId = "duplicate-id",
    /// A key is given twice.
    DuplicateKey = "duplicate-key",
    /// Two notes of an article have one id.
    DuplicateNoteId = "duplicate-note-id",
    /// A file that is to be imported holds nothing.
    EmptyFile = "empty-file",
    /// A link has no words that could be clicked.
    EmptyLink = "empty-link",
    /// A note has neither words of its own nor what stands for them.
    EmptyNote = "empty-note",
    /// The passage of a note has no words.
    EmptyPassage = "empty-passage",
    /// A key or field has no value.
    EmptyValue = "empty-value",
    /// An image is fetched from another site.
    ExternalImage = "external-image",
    /// A line that looks like a field of a note stands below a blank line, where it is text.
    FieldAfterBlankLine = "field-after-blank-line",
    /// A file is larger than the tool reads.
    FileTooLarge = "file-too-large",
    /// A file that the tool did not write stands where the site needs its place.
    ForeignFile = "foreign-file",
    /// A heading of a text has classes or keys in its braces.
    HeadingAttribute = "heading-attribute",
    /// A line begins with `##` and a word directly after it, and so is no heading.
    HeadingWithoutBlank = "heading-without-blank",
    /// An id that is asked for belongs to something else already.
    IdTaken = "id-taken",
    /// An image has no description.
    ImageWithoutAlt = "image-without-alt",
    /// An image has no credit.
    ImageWithoutCredit = "image-without-credit",
    /// A heading with one `#` stands in an annotation file.
    Level1Heading = "level-1-heading",
    /// A symbolic link stands in the output folder where the site needs a folder.
    LinkInOutput = "link-in-output",
    /// A symbolic link in the dossier leads into the output folder.
    LinkIntoOutput = "link-into-output",
    /// A symbolic link leads to a folder that it lies in.
    LinkLoop = "link-loop",
    /// A symbolic link leads out of the dossier.
    LinkOutOfRoot = "link-out-of-root",
    /// A symbolic link leads to a hidden file.
    LinkToHidden = "link-to-hidden",
    /// The build would change `dossier.lock`, which `--locked` forbids.
    Locked = "locked",
    /// An annotation file belongs to no article of the dossier.
    MissingArticle = "missing-article",
    /// A template asks for a static file that no layer of the theme has.
    MissingAsset = "missing-asset",
    /// A note lacks a field that its kind or status needs.
    MissingField = "missing-field",
    /// A file does not begin with front matter.
    MissingFrontMatter = "missing-front-matter",
    /// An image that is named is not among the files of the dossier.
    MissingImage = "missing-image",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// The output folder holds files of the site, but not the list of what the tool wrote there.
    MissingManifest = "missing-manifest",
    /// An identity note has no passage to be about.
    MissingPassage = "missing-passage",
    /// A line of a note's passage does not begin with `>`.
    MissingQuoteMark = "missing-quote-mark",
    /// A template is named that no layer of the theme has.
    MissingTemplate = "missing-template",
    /// A template asks for a variable or field that its page does not have.
    MissingVariable = "missing-variable",
    /// A template asks for a word of the interface that no layer of the theme has.
    MissingWord = "missing-word",
    /// A text has more warnings of one kind than are shown one by one.
    MoreWarnings = "more-warnings",
    /// Words in the text are nearly the name of an entity, and are not linked.
    NearName = "near-name",
    /// The file that is to be imported holds no annotations of the article.
    NoAnnotations = "no-annotations",
    /// An annotation file holds no note.
    NoNotes = "no-notes",
    /// The file that is to be imported is not there.
    NoSuchFile = "no-such-file",
    /// What stands there is no ordinary file.
    NotAFile = "not-a-file",
    /// The front matter is not a list of keys and values.
    NotATable = "not-a-table",
    /// The file that is to be imported is neither plain text nor HTML.
    NotText = "not-text",
    /// A file is not UTF-8.
    NotUtf8 = "not-utf8",
    /// A note has no id of its own, so that it is named after its heading.
    NoteWithoutId = "note-without-id",
    /// An old address that is to lead to a page is in use.
    OldUrlTaken = "old-url-taken",
    /// The original of an article is named, but cannot be found.
    OriginalNotFound = "original-not-found",
    /// The passage of a note is not in its article.
    OrphanedNote = "orphaned-note",
    /// An imported annotation belongs to another article.
    OtherArticle = "other-article",
    /// Words that an article quotes are not in its original.
    QuotationNotInOriginal = "quotation-not-in-original",
    /// A text holds HTML.
    RawHtml = "raw-html",
    /// Something that is published names something that is not.
    ReferenceToUnpublished = "reference-to-unpublished",
    /// An id is one that the site uses itself.
    ReservedId = "reserved-id",
    /// A field of a note is given twice.
    SecondField = "second-field",
    /// The heading of a note has two ids.
    SecondId = "second-id",
    /// The heading of a note has two kinds.
    SecondKind = "second-kind",
    /// A heading in an annotation file is underlined.
    SetextHeading = "setext-heading",
    /// More than one part of a note's passage is bold.
    SeveralTargets = "several-targets",
    /// A file lies where the tool does not look for any.
    StrayFile = "stray-file",
    /// The values of a page cannot be handed to its template.
    TemplateContext = "template-context",
    /// A template failed while a page was made.
    TemplateError = "template-error",
    /// A template extends itself, directly or through others.
    TemplateExtendsItself = "template-extends-itself",
    /// A template includes itself, directly or through others.
    TemplateIncludesItself = "template-includes-itself",
    /// A template cannot be read.
    TemplateSyntax = "template-syntax",
    /// Text stands above the first note of an annotation file.
    TextBeforeFirstNote = "text-before-first-note",
    /// A theme extends itself, directly or through others.
    ThemeCycle = "theme-cycle",
    /// TOML cannot be read.
    TomlSyntax = "toml-syntax",
    /// Markup is nested too deep.
    TooDeep = "too-deep",
    /// A text has more footnote marks than can be read in good time.
    TooManyFootnotes = "too-many-footnotes",
    /// A block in an annotation file does not end.
    UnclosedBlock = "unclosed-block",
    /// Front matter begins and does not end.
    UnclosedFrontMatter = "unclosed-front-matter",
    /// A file has an ending that the tool does not know.
    UnknownExtension = "unknown-extension",
    /// A line in the head of a note names a field that notes do not have.
    UnknownField = "unknown-field",
    /// A key is one that nothing asks for.
    UnknownKey = "unknown-key",
    /// The class in the heading of a note is not a kind of note.
    UnknownKind = "unknown-kind",
    /// An option is one that the theme does not have.
    UnknownOption = "unknown-option",
    /// A theme is named that is not there.
    UnknownTheme = "unknown-theme",
    /// The disk does not give a file.
    UnreadableFile = "unreadable-file",
    /// What the import made cannot be read again.
    UnreadableImport = "unreadable-import",
    /// A style sheet of the theme cannot be made smaller.
    UnreadableStyle = "unreadable-style",
    /// A link leads to an address of a kind that can run code.
    UnsafeLink = "unsafe-link",
    /// A text embeds another with `![[…]]`.
    UnsupportedEmbed = "unsupported-embed",
    /// A note has a field that does nothing there.
    UnusedField = "unused-field",
    /// Nothing in a text refers to a footnote.
    UnusedFootnote = "unused-footnote",
    /// A template of the dossier overrides nothing.
    UnusedTemplate = "unused-template",
    /// A page could not be written out by its template.
    WriteFailed = "write-failed",
    /// An id belongs to a file of another kind than is wanted there.
    WrongKind = "wrong-kind",
    /// A value is of another type than its key takes.
    WrongType = "wrong-type",
    /// YAML cannot be read.
    YamlSyntax = "yaml-syntax",
}

impl Code {
    /// Finds the code of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
