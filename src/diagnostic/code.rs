//! The codes: every kind of problem that the tool knows, by the name that users see, with its help.
//!
//! They stand in the order of their names. It deliberately says nothing of a single problem: its message, place and
//! hint are made where it is found.

use std::fmt;

use super::declare::codes;
use super::severity::Severity;

codes! {
    /// A name or alias in the text belongs to more than one entity, and no full name nearby says which is meant. It is
    /// not linked, because a wrong link is worse than none. Give one of them the full name in this text, or mark the
    /// words with a note of kind `.identity` and `about: ENTITY-ID`.
    AmbiguousName = "ambiguous-name" (Warning),
    /// The passage of a note stands more than once in its article, and nothing says which place is meant. The tool
    /// never guesses. Quote more words and set those that are meant in bold (`> in the first week **the bridge was
    /// closed**`), or write `nth: 2` under the heading to count the occurrence.
    AmbiguousNote = "ambiguous-note" (Error),
    /// A style sheet of the theme imports itself, directly or through others. The names of files carry a digest of what
    /// they hold, and in a circle no file has one before the others. Remove one of the imports.
    AssetCycle = "asset-cycle" (Error),
    /// A date cannot be read, or it names a day that does not exist. Dates are written `2019-01-31`, `2019-01` or
    /// `2019`, with `?` where they are inferred, as intervals `2019-01-30/2019-02-01`, and where a moment is asked for
    /// as `2019-01-31T09:46`. Write what is known and no more: a month is a date, too.
    BadDate = "bad-date" (Error),
    /// The name of a file is not UTF-8, or holds a control character or a backslash. The names of files become ids and
    /// addresses, which must be the same on every machine. Rename the file.
    BadFileName = "bad-file-name" (Error),
    /// What stands where an id belongs is not one. An id of a note is made of the letters a to z, digits and hyphens; a
    /// file's id is its name without `.md`, with letters, digits, `-`, `_` and `.` only. Write the id as it stands
    /// elsewhere; in `by:` and `via:` someone without an id stands in quotation marks.
    BadId = "bad-id" (Error),
    /// The file of annotations that is to be imported is not JSON; the message says where it breaks off. Nothing was
    /// imported. Most often it was cut short or saved by another program: export the annotations again.
    BadJson = "bad-json" (Error),
    /// `nth:` counts which occurrence of the passage is meant, and takes a whole number from 1. Without a number that
    /// can be read the note has no certain place. Write `nth: 2` for the second occurrence in the article.
    BadNumber = "bad-number" (Error),
    /// An option of a theme is not declared rightly, or `dossier.toml` sets it to what its type does not take. Each
    /// option in `theme.toml` has a `type` and a `default` that fits it; `[options]` in `dossier.toml` gives other
    /// values of the same type. Mend the one that the message points at.
    BadOption = "bad-option" (Error),
    /// A page would be written to a path that is no safe place in the output folder, or to one that must be a file and
    /// a folder at once. Nothing was written. Rename the file or change the `old_urls` from which the path comes.
    BadOutputPath = "bad-output-path" (Error),
    /// A file in the `i18n/` folder of a theme, which holds the words of the interface, is not TOML. Its words are
    /// missing from the pages until it can be read. Mend the line that the message points at.
    BadToml = "bad-toml" (Error),
    /// The value of a key or field is of the right type, but not one that it takes: a word that is not on its list, an
    /// address without `https://`, a time zone that does not exist. The hint says what is near or possible. Write one
    /// of the values that the key takes, or take the line out.
    BadValue = "bad-value" (Error),
    /// A key in the `i18n/` folder of a theme is neither words nor a table of them. Each key is one phrase of the
    /// interface, or a table of its forms for one and for many. Write `key = "words"`.
    BadWords = "bad-words" (Error),
    /// Stars in the passage of a note did not become bold, so that it is not certain which words the note is about.
    /// Markdown makes nothing bold where a blank stands inside the stars, or where a quotation mark touches them on one
    /// side only. Move the stars, or write `\*\*` where the article itself prints them.
    BoldDidNotParse = "bold-did-not-parse" (Error),
    /// Braces in the heading of a note are empty, left over, or hold something other than an id and a kind. The
    /// permalink and the kind of the note depend on them. Write `## Title {#id .check}` once, at the end of the
    /// heading; a brace that is text is `\{` or `\}`.
    BracesInHeading = "braces-in-heading" (Error),
    /// A symbolic link in the dossier leads to a file that is not there. What it should have given is missing from the
    /// site. Put the file back, or remove the link.
    BrokenLink = "broken-link" (Error),
    /// The disk refused what was to be written: it is full, the folder is read-only, or it was taken away meanwhile.
    /// The site stands as the last good build left it. Make room or mend the permissions, and build again.
    CannotWrite = "cannot-write" (Error),
    /// An imported annotation was changed to fit the form of a note, or a part of it was left out, and the message says
    /// what. Nothing of the site depends on it yet. Compare the note with where it came from, and mend its words if
    /// their sense has changed.
    ChangedAnnotation = "changed-annotation" (Warning),
    /// A file in the output folder is not as the tool wrote it. If it is part of the site it is overwritten, else it
    /// stays and the tool no longer counts it among its files. Edit the source or a template instead, because every
    /// build writes its pages anew.
    ChangedByHand = "changed-by-hand" (Warning),
    /// The article was changed where a note speaks about it: the passage was found again, but its words are no longer
    /// those that the note was written on. Whether the note still holds, only its author can say. Read both; then copy
    /// the new words into the passage, or run `dossier accept ARTICLE#NOTE`.
    ChangedNote = "changed-note" (Warning),
    /// A line of `dossier.lock`, which remembers where each note was last found, cannot be read or places a note twice.
    /// It is treated as missing: its note is looked for in the text again. Most often two branches were merged by hand;
    /// build, look at what changed, and commit the lock.
    DamagedLock = "damaged-lock" (Warning),
    /// The list of what the tool wrote into the output folder cannot be read. Without it the tool cannot tell its own
    /// files from yours, so this build removed none. Look for pages that are no longer part of the site and delete them
    /// yourself; the build has written a new list.
    DamagedManifest = "damaged-manifest" (Warning),
    /// The file that keeps the earlier texts of the articles is damaged. What is sound in it is still used, but a note
    /// whose passage has changed may no longer be carried across. Run `dossier build`, which writes it anew.
    DamagedSnapshots = "damaged-snapshots" (Warning),
    /// The output folder is one in which a site must not be written: it is or holds the sources, a home folder, the
    /// root of the disk or another dossier. Nothing was written. Name a folder that holds nothing but the site, such as
    /// `--out public`.
    DangerousOutput = "dangerous-output" (Error),
    /// A link leads to nothing in the dossier: no file, no heading, no note and no block has that address. Readers
    /// would meet an error page. Correct the address; blocks are `#p1`, `#p2` and so on, notes `#note-ID`, headings
    /// what their `{#id}` says.
    DeadLink = "dead-link" (Error),
    /// An id is named that nothing in the dossier has, or a part of a page that it does not have. The reference could
    /// neither be linked nor listed where it leads. Write the id, which is the name of the file without `.md`; make the
    /// file with `dossier new` if it is missing, or take the reference out.
    DeadReference = "dead-reference" (Error),
    /// An imported annotation was made a draft, because it was not meant for everybody or answers one that is a draft.
    /// A draft is in no byte of the site. Take `status: draft` out of the note if it may be published.
    DraftNote = "draft-note" (Warning),
    /// Two footnotes of a text have the same label, and every mark leads to the first. The second is not shown where it
    /// is meant. Give each footnote a label of its own.
    DuplicateFootnote = "duplicate-footnote" (Warning),
    /// Two headings of a text have the same id. A link to it could only lead to one of them. Give one of them another
    /// id, and mend the links that meant it.
    DuplicateHeadingId = "duplicate-heading-id" (Error),
    /// Two files of the dossier have the same id, which is the name of a file without `.md`; capital letters make no
    /// difference. An id belongs to one file of the whole dossier, so that `[[id]]` can mean only one thing. Rename one
    /// of the files, and mend the references that meant it.
    DuplicateId = "duplicate-id" (Error),
    /// A key is given twice in one table. Which of the two is meant cannot be known, and one of them would be lost.
    /// Keep one.
    DuplicateKey = "duplicate-key" (Error),
    /// Two notes on one article have the same id, in one file or in two. The id is the note's permalink and can lead to
    /// one of them only. Give one of them another id; links to it change with it.
    DuplicateNoteId = "duplicate-note-id" (Error),
    /// The file that is to be imported holds no text. Nothing was imported. Give a file that holds the text of an
    /// article; a page that makes its text by script must be saved from the browser.
    EmptyFile = "empty-file" (Error),
    /// A link has an address but no words, so that there is nothing to see or to click. Its address is lost to readers.
    /// Write words between the brackets, or delete the link.
    EmptyLink = "empty-link" (Warning),
    /// A note has no words, no passage, and names no claim, entity or other note. There is nothing to show of it. Quote
    /// a passage after `>`, write its words, or remove the heading.
    EmptyNote = "empty-note" (Warning),
    /// The block quote at the beginning of a note, which is the passage it speaks about, holds no words. The note would
    /// have no place. Copy the words from the article, or remove the `>` to make it a note on the whole article.
    EmptyPassage = "empty-passage" (Error),
    /// A key or field stands there without a value. It says nothing, and may have been meant to. Write a value, or take
    /// the line out.
    EmptyValue = "empty-value" (Error),
    /// An image lies on another site, and is left out. It would tell that site who reads the dossier, and could change
    /// or vanish. Save it beside the file, if its rights allow that, and name it by its relative path.
    ExternalImage = "external-image" (Warning),
    /// A line that looks like a field of a note (`said: 2019-01-30`) stands behind a blank line, and is taken as text
    /// of the note. Fields stand directly under the heading. Remove the blank line, or write the sentence otherwise if
    /// it is text.
    FieldAfterBlankLine = "field-after-blank-line" (Warning),
    /// A file is larger than the tool reads. It is left out as a whole rather than cut short somewhere. Cut it into
    /// several files, or make it smaller.
    FileTooLarge = "file-too-large" (Error),
    /// A file or folder that the tool did not write stands where a page of the site belongs. It is never overwritten or
    /// deleted, so nothing was written. Move it away, or choose another folder with `--out`.
    ForeignFile = "foreign-file" (Error),
    /// The braces of a heading hold classes or keys. Only `{#id}` counts there, and the rest never reaches the page.
    /// Delete all but the id.
    HeadingAttribute = "heading-attribute" (Warning),
    /// A line in an annotation file begins with `##` and a word directly after it. In Markdown that is text and no
    /// heading, so no note begins there. Write a blank after `##`, or `\##` if the signs are meant.
    HeadingWithoutBlank = "heading-without-blank" (Warning),
    /// An id that an import would give belongs to a file or note already. Nothing is overwritten. Choose another id
    /// with `--slug`, or take the one or the other out.
    IdTaken = "id-taken" (Error),
    /// An image has no description. Those who cannot see it learn nothing of what it shows, and a search finds nothing.
    /// Say in a few words what is to be seen on it: `![The closed bridge, seen from the harbour](bridge.jpg "Photo:
    /// …")`.
    ImageWithoutAlt = "image-without-alt" (Error),
    /// An image does not say whose it is. A dossier names its sources, and most licences demand it. Write the credit as
    /// the title of the image: `![…](bridge.jpg "Photo: name, licence")`.
    ImageWithoutCredit = "image-without-credit" (Error),
    /// A heading with one `#` stands in an annotation file. There `##` begins a note and deeper headings are part of
    /// one, so it is not clear what this is. Write `##` for a note, or `###` for a heading inside one.
    Level1Heading = "level-1-heading" (Error),
    /// A folder inside the output folder is a symbolic link, so that pages in it would be written elsewhere. Nothing
    /// was written. Remove the link, or choose another folder with `--out`.
    LinkInOutput = "link-in-output" (Error),
    /// A symbolic link in the dossier leads into the output folder. What a build has written must not become what the
    /// next one reads, so it is not read. Copy the file into the dossier, or remove the link.
    LinkIntoOutput = "link-into-output" (Error),
    /// A symbolic link leads to a folder that it lies in. To follow it would never end, so it is not read. Remove the
    /// link.
    LinkLoop = "link-loop" (Error),
    /// A symbolic link leads out of the dossier, and is not read. A dossier holds all that its site is made of, and
    /// nothing from elsewhere on the disk may come into it unseen. Copy the file into the dossier, or remove the link.
    LinkOutOfRoot = "link-out-of-root" (Error),
    /// A symbolic link leads to a file or folder whose name begins with a dot, and is not read. Hidden files are
    /// private, such as the texts that the tool keeps for itself. Copy the file into the dossier under another name, or
    /// remove the link.
    LinkToHidden = "link-to-hidden" (Error),
    /// The build would change `dossier.lock`, which `--locked` forbids. The option is for builds that nobody watches:
    /// notes should stand where their editor has seen them stand. Run `dossier build` without it, look at what it says,
    /// and commit `dossier.lock`.
    Locked = "locked" (Error),
    /// An annotation file belongs to no article. By default it belongs to the article whose file has the same name,
    /// else to the one that `article:` in its front matter names. Rename the file, or write the article's id there.
    MissingArticle = "missing-article" (Error),
    /// A template or a style sheet names a static file that no layer of the theme has. The page would ask for a file
    /// that is not there. Put it into `static/` of the dossier or of the theme, or correct its name.
    MissingAsset = "missing-asset" (Error),
    /// A note lacks a field that its kind or status needs: a `.reply` says in `re:` what it answers, an `.identity` in
    /// `about:` whom it means, a retracted note in `reason:` why. Without it readers cannot be told. Write the field
    /// directly under the heading.
    MissingField = "missing-field" (Error),
    /// A file does not begin with front matter, or there are lines above it. Without front matter it has no title and
    /// no place in the dossier. Begin the file with a line `---`, then keys such as `title: …`, then another line
    /// `---`.
    MissingFrontMatter = "missing-front-matter" (Error),
    /// An image is named that is not among the files of the dossier. Its place on the page would be empty. Write the
    /// path from the folder of the file that names it, and keep the image under `content/`.
    MissingImage = "missing-image" (Error),
    /// A key that must be there is not: an article cannot do without `title` and `rights`, an entity not without `name`
    /// and `kind`. The tool does not invent it. Add the line that the hint shows, with your own value.
    MissingKey = "missing-key" (Error),
    /// The output folder holds files of the site, but not the list of what the tool wrote there. They are taken over,
    /// but nothing is removed, because nothing says what else is the tool's own. Look for pages that are no longer part
    /// of the site and delete them yourself.
    MissingManifest = "missing-manifest" (Warning),
    /// A note of kind `.identity` says whom some words mean, but quotes no words. There is nothing it could identify.
    /// Quote the passage after `>`, under the fields.
    MissingPassage = "missing-passage" (Error),
    /// A line without `>` stands directly under the passage of a note. Markdown takes it into the quotation, although
    /// it is most likely the beginning of the note's own words. Leave a blank line between them, or begin the line with
    /// `>` if it is part of the passage.
    MissingQuoteMark = "missing-quote-mark" (Error),
    /// A template is named that no layer of the theme has. The page cannot be made. Correct the name, or add the
    /// template to `templates/`.
    MissingTemplate = "missing-template" (Error),
    /// A template asks for a variable or a field that its page does not have. The page cannot be made.
    /// `docs/templates.md` says what each page has; what may be missing is asked for with `{% if … %}` first.
    MissingVariable = "missing-variable" (Error),
    /// A template asks with `t(key=…)` for words of the interface that no layer of the theme has. The page would have a
    /// gap there. Correct the key, or write the words into `i18n/en.toml` of the theme.
    MissingWord = "missing-word" (Error),
    /// A text has more warnings than are shown for one file. The rest may be of the same cause. Settle those shown
    /// first, and check again.
    MoreWarnings = "more-warnings" (Warning),
    /// Words in the text differ by one letter from the name of an entity, and are not linked. The tool lists them and
    /// never decides. Write them into the entity's file under `misspellings` if the entity is meant, under `not` if it
    /// is not.
    NearName = "near-name" (Hint),
    /// The file that is to be imported is JSON, but holds no annotations of this article. W3C Annotations, their pages
    /// and collections, and exports of Hypothesis are read. Give such a file, and name the article that they are about
    /// with `--article ID`.
    NoAnnotations = "no-annotations" (Error),
    /// An annotation file holds no note. It adds nothing to its article. Begin a note with `## Title {#id}`, or remove
    /// the file.
    NoNotes = "no-notes" (Warning),
    /// The file that is to be imported is not there. Nothing was imported. Check its name, and the folder in which you
    /// gave the command.
    NoSuchFile = "no-such-file" (Error),
    /// What stands there is no ordinary file: a folder where a file is wanted, or a device or pipe. It is not read.
    /// Name the files of a folder one by one (`dossier import folder/*.txt`), and move what is no file out of the
    /// dossier.
    NotAFile = "not-a-file" (Error, Warning),
    /// The front matter is words or a list, where keys and values are wanted. Nothing in it has a name by which it
    /// could be read. Write each line as `key: value`.
    NotATable = "not-a-table" (Error),
    /// The file that is to be imported is neither plain text nor HTML, but something like a PDF, a picture or an office
    /// document. Nothing was imported. Save its text as a `.txt` or `.html` file, and import that.
    NotText = "not-text" (Error),
    /// A file is not UTF-8 from some place on, most often because it was saved in an old encoding. Letters with accents
    /// would be guessed. Save it as UTF-8 in your editor, or let `dossier import` convert it.
    NotUtf8 = "not-utf8" (Error),
    /// A note has no id of its own, so that one was made of its words. When these words change its permalink changes
    /// with them, and links to it break. Write the id that the hint shows into the heading: `## Title {#id}`.
    NoteWithoutId = "note-without-id" (Hint),
    /// An address under `old_urls` is one of the site's own, or is given by two pages. It can lead to one place only.
    /// Take it out of one of them.
    OldUrlTaken = "old-url-taken" (Error),
    /// A digest does not say which original it was made of, or no file among the originals has the SHA-256 that it
    /// names. Until then its quotations are not compared with the source. Write into its `sha256` what `sha256sum FILE`
    /// says of the original.
    OriginalNotFound = "original-not-found" (Warning),
    /// The passage that a note quotes is not in its article, exactly or nearly: it was misquoted, or the article was
    /// changed. A note without its passage would claim something about words that are not there. Copy the passage from
    /// the article, word for word; the hint shows what is nearest to it.
    OrphanedNote = "orphaned-note" (Error, Warning),
    /// An annotation in the file that is imported is about another article of the dossier, and is left out. It was not
    /// lost. Import the same file again with `--article` and the id of that article.
    OtherArticle = "other-article" (Warning),
    /// Words between quotation marks do not occur in the original of the article. Readers take what stands in quotation
    /// marks for the source's own words. Copy them from the original, or take the quotation marks away and say it in
    /// your own words.
    QuotationNotInOriginal = "quotation-not-in-original" (Error),
    /// A text holds HTML. Its text stays and its tags are dropped, because sources are not trusted with the code of the
    /// page. Use Markdown instead, or write `\<` where the sign itself is meant.
    RawHtml = "raw-html" (Warning),
    /// Something that is published names what is not: a draft, a private or embargoed file, or a hidden note. Its name
    /// alone could say what is to be kept back. Publish it, or take the reference out.
    ReferenceToUnpublished = "reference-to-unpublished" (Error),
    /// An id is one that the site itself uses: a page such as `search` or `timeline`, or a form such as `p7` or
    /// `note-x`. Two things would have one address. Choose another id.
    ReservedId = "reserved-id" (Error),
    /// A field of a note is given twice; only `claim:` may be repeated. Which of the two is meant cannot be known. Keep
    /// one of the lines, and put several ids behind one `about:`, `see:` or `tags:`, with commas.
    SecondField = "second-field" (Error),
    /// The braces in the heading of a note hold two ids. A note has one permalink. Keep the one by which it is linked.
    SecondId = "second-id" (Error),
    /// The braces in the heading of a note hold two kinds. The kind says what the note does with its passage, and is
    /// one. Keep one, or make two notes of it.
    SecondKind = "second-kind" (Error),
    /// A line of `---` or `===` directly under a paragraph makes a heading of that paragraph, which in an annotation
    /// file is hardly ever meant. Leave a blank line above it if a rule was meant. Write `### Title` if a heading was.
    SetextHeading = "setext-heading" (Error),
    /// More than one part of a note's passage is bold, with other words between. A note speaks about one run of words.
    /// Mark one part, write `…` for what lies between if they are one, or make two notes of it.
    SeveralTargets = "several-targets" (Error),
    /// A Markdown file lies under `content/`, but in none of the folders that the tool reads. It becomes no page. Move
    /// it to `content/articles`, `annotations`, `entities`, `claims` or `pages`.
    StrayFile = "stray-file" (Warning),
    /// The values of a page could not be put into the form in which templates get them. This is a fault of the tool and
    /// not of the dossier. Please report it, with the message.
    TemplateContext = "template-context" (Error),
    /// A template asks for a filter, a function or a block that there is not, or failed while a page was made. The page
    /// could not be written, so the site is left as it was. The message is that of Tera, the language of templates;
    /// correct the line that it points at.
    TemplateError = "template-error" (Error),
    /// A template extends itself, directly or through others. Most often a template of the dossier has the name of the
    /// one that it means to extend. Name the layer of the one below, as in `{% extends "broadsheet/article.html" %}`.
    TemplateExtendsItself = "template-extends-itself" (Error),
    /// A template includes itself, directly or through others, and would never end. Most often a template of the
    /// dossier has the name of the one that it means to include. Name the layer of the one below, as in `{% include
    /// "broadsheet/note.html" %}`.
    TemplateIncludesItself = "template-includes-itself" (Error),
    /// A template cannot be read: something is not closed, or stands where it cannot. No page can be made with it.
    /// Close `{{` with `}}` and `{%` with `%}`, and look at the line that the message points at.
    TemplateSyntax = "template-syntax" (Error),
    /// Text stands above the first `##` of an annotation file, and belongs to no note. It would be lost. Move it under
    /// a heading of its own, or into the article's front matter.
    TextBeforeFirstNote = "text-before-first-note" (Error),
    /// A theme extends itself, directly or through others, so that none of them comes last. No page can be made. Remove
    /// `extends` from the `theme.toml` of one of them.
    ThemeCycle = "theme-cycle" (Error),
    /// TOML cannot be read at this place, and what stands there is left out. Words stand in quotation marks: `title =
    /// "The bridge"`. Front matter between `---` lines is YAML, between `+++` lines TOML; mend the line, or change the
    /// lines around it.
    TomlSyntax = "toml-syntax" (Error),
    /// Lists, quotations or emphasis are nested deeper than is read, in a text or in a page that is imported. The text
    /// stays, its markup beyond that is dropped; an import is refused. Nest less, or import the text as a `.txt` file.
    TooDeep = "too-deep" (Error, Warning),
    /// A text has more footnote marks than can be read in good time, so none of them is read. Split the file. Where no
    /// footnote is meant, write `\[^`.
    TooManyFootnotes = "too-many-footnotes" (Error),
    /// A block of code or a comment in an annotation file is not closed, and takes in the notes below it. They would
    /// vanish from the site without a word. Write its end where it belongs.
    UnclosedBlock = "unclosed-block" (Error),
    /// Front matter begins at the top of the file and does not end. All of the text would count as keys. Write a line
    /// of exactly `---` (or `+++`, as it began) after its last key.
    UnclosedFrontMatter = "unclosed-front-matter" (Error),
    /// A file under `content/` looks like Markdown, but its name does not end in `.md`, so it is not read. It becomes
    /// no page. Rename it.
    UnknownExtension = "unknown-extension" (Warning),
    /// A line directly under the heading of a note names a field that notes do not have. It may be a slip, or the first
    /// words of the note. Correct the name, or leave a blank line above the line if it is text.
    UnknownField = "unknown-field" (Error),
    /// A key is one that the tool does not know there, perhaps misspelt or in the wrong table. What it says would be
    /// ignored in silence. Correct it, or put keys of your own under `extra`, which reaches the templates.
    UnknownKey = "unknown-key" (Error),
    /// The class in the heading of a note is not a kind of note. Kinds are `.note`, `.context`, `.question`, `.check`,
    /// `.error`, `.reply`, `.identity`, `.link` and `.highlight`. Write one of them, or none for a plain note.
    UnknownKind = "unknown-kind" (Error),
    /// An option is set in `dossier.toml`, or asked for in a template, that the theme does not declare. It would change
    /// nothing. Correct its name, or declare it in the theme's `theme.toml` as `[options.NAME]`.
    UnknownOption = "unknown-option" (Error),
    /// A theme is named that is neither a folder in `themes/` nor the embedded one. Without it there are no templates.
    /// Correct the name, or make the theme with `dossier theme new NAME`.
    UnknownTheme = "unknown-theme" (Error),
    /// The disk does not give a file, most often because of its permissions. The site would lack what it holds. Make it
    /// readable for yourself, or move it out of the dossier.
    UnreadableFile = "unreadable-file" (Error),
    /// The file of notes that an import made cannot be read again. This is a fault of the tool and not of your file,
    /// and nothing was written. Please report it, with the file if you may.
    UnreadableImport = "unreadable-import" (Error),
    /// A style sheet has something in it that cannot be understood, so it was not made smaller. It is used as it
    /// stands, and browsers may drop the same place. Mend the place that the message names.
    UnreadableStyle = "unreadable-style" (Warning),
    /// The address of a link or image is of a kind that the site does not pass on, such as `javascript:`. Only its
    /// words stay, because sources are not trusted with what runs in a reader's browser. Use a full http, https, mailto
    /// or tel address, or a relative one.
    UnsafeLink = "unsafe-link" (Warning),
    /// A text embeds another file with `![[…]]`, which the tool does not do. Only the words stay. Write
    /// `![description](file)` for an image, or `[[id]]` for a link.
    UnsupportedEmbed = "unsupported-embed" (Warning),
    /// A note has a field that does nothing there: `reason:` without `status: retracted`, or `nth:` without a passage.
    /// It was meant for something that is missing. Add what it belongs to, or leave it out.
    UnusedField = "unused-field" (Error),
    /// A footnote is defined, but nothing in the text refers to it. It stands at the end without a mark that leads
    /// there. Refer to it with its mark, such as `[^1]`, or delete it.
    UnusedFootnote = "unused-footnote" (Warning),
    /// A template of the dossier has nearly the name of one that the theme uses, but nothing uses it. It changes no
    /// page. Rename it to the one that is meant.
    UnusedTemplate = "unused-template" (Warning),
    /// A page was made, but could not be written out. Something outside the dossier is wrong, most often the disk. Make
    /// room, and build again.
    WriteFailed = "write-failed" (Error),
    /// An id is that of a file of another kind than is wanted there: a claim where an entity belongs, for example. The
    /// page would say something untrue of it. Write the id of a file of the kind that the message names.
    WrongKind = "wrong-kind" (Error),
    /// A value is of another type than its key takes, such as a list where words are wanted or a word where `true` or
    /// `false` is. Where YAML or TOML reads something else than you mean (`no`, `2019`), quotation marks make words of
    /// it. Write the value in the form that the hint shows.
    WrongType = "wrong-type" (Error),
    /// YAML cannot be read at this place, and what stands there is left out. Most often a value holds `: ` or begins
    /// with a sign that means something, or a line is indented otherwise than its neighbours. Write each line as `key:
    /// value`, and put words that hold more than letters in quotation marks.
    YamlSyntax = "yaml-syntax" (Error),
}

impl Code {
    /// Finds the code of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Says in one sentence what was seen.
    pub fn sentence(self) -> &'static str {
        self.parts().0
    }

    /// Says in a few sentences why it matters and how to mend it; they go on from [`Code::sentence`].
    pub fn explanation(self) -> &'static str {
        self.parts().1
    }

    /// Parts the help after its first sentence.
    fn parts(self) -> (&'static str, &'static str) {
        // A line of documentation begins with the blank that parts it from `///`.
        let help = self.help().trim_start();
        let end = help.find(". ").map_or(help.len(), |at| at + 1);
        (&help[..end], help[end..].trim_start())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
