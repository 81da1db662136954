//! YAML that cannot be read, and what is said about it.

use super::*;

#[test]
fn yaml_slips_are_explained() {
    assert_snapshot!(yaml("summary: Caracas: the day after"), @r#"
    yaml-syntax 4:17-18 a colon and a space inside a value begin another key
      = put the value in quotation marks: `summary: "Caracas: the day after"`
    "#);
    assert_snapshot!(yaml("summary: \"Tell me: what?"), @r#"
    yaml-syntax 4:10-11 this quotation mark is not closed
      = close it with `"`
    "#);
    assert_snapshot!(yaml("archived:\n\t- url: x"), @r#"
    yaml-syntax 5:1-2 a tab cannot indent a line
      = indent with spaces
    "#);
    assert_snapshot!(yaml("summary: @handle says"), @r#"
    yaml-syntax 4:10-11 a value cannot begin with `@`
      = put the value in quotation marks: `summary: "@handle says"`
    "#);
    assert_snapshot!(yaml("summary: *bold* words"), @r#"
    yaml-syntax 4:10-16 `*bold*` refers to a label that is nowhere
      = put the value in quotation marks: `summary: "*bold* words"`
    "#);
    assert_snapshot!(yaml("summary: &c. and others"), @r#"
    yaml-syntax 4:10-13 `&c.` would be read as a label and be lost
      = put the value in quotation marks: `summary: "&c. and others"`
    "#);
    assert_snapshot!(yaml("summary: !Basta ya"), @r#"
    yaml-syntax 4:10-16 `!Basta` would be read as a tag and be lost
      = put the value in quotation marks: `summary: "!Basta ya"`
    "#);
    assert_snapshot!(yaml("summary: %5 of all"), @r#"
    yaml-syntax 4:10-11 a value cannot begin with `%`
      = put the value in quotation marks: `summary: "%5 of all"`
    "#);
    assert_snapshot!(yaml("summary: `code`"), @r#"
    yaml-syntax 4:10-11 a value cannot begin with a backtick
      = put the value in quotation marks: `summary: "`code`"`
    "#);
    assert_snapshot!(yaml("summary: [Photo] A day"), @r#"
    yaml-syntax 4:10-11 `[` begins a list, and words stand after its end
      = put the value in quotation marks: `summary: "[Photo] A day"`
    "#);
    assert_snapshot!(yaml("authors: [A, B"), @r#"
    yaml-syntax 4:10-11 `[` begins a list that does not end
      = close it with `]`
    "#);
    assert_snapshot!(yaml("summary: 'don't'"), @r#"
    yaml-syntax 4:15-16 the quotation ended before this
      = put the value in double quotation marks, or write the apostrophe twice (`''`)
    "#);
    assert_snapshot!(yaml("summary: \"a\" b"), @r#"
    yaml-syntax 4:14-15 the quotation ended before this
      = write `\"` for a quotation mark inside quotation marks, or put them round the whole value
    "#);
    assert_snapshot!(yaml("summary: \"C:\\quiet\""), @r#"
    yaml-syntax 4:10-11 unknown escape after a backslash
      = put the value in single quotation marks, or write the backslash twice
    "#);
    assert_snapshot!(yaml("summary: > 100 dead"), @r#"
    yaml-syntax 4:10-11 the words after `|` or `>` stand on lines of their own
      = put the value in quotation marks: `summary: "> 100 dead"`
    "#);
    assert_snapshot!(yaml("authors: - A"), @r#"
    yaml-syntax 4:10-11 a list item cannot stand beside its key
      = begin the list on a line of its own
    "#);
    assert_snapshot!(yaml("summary"), @r#"
    yaml-syntax 4:1-8 this line has no key
      = write it as `key: value`, with a space after the colon
    "#);
    assert_snapshot!(yaml("summary:word"), @r#"
    yaml-syntax 4:1-13 this line has no key
      = write it as `key: value`, with a space after the colon
    "#);
    assert_snapshot!(yaml("  summary: x"), @r#"
    yaml-syntax 4:10-11 this key is indented under a value
      = begin the line at the left margin, or leave the line above without a value
    "#);
    assert_snapshot!(yaml("summary: é é\n  kind: report"), @r#"
    yaml-syntax 5:7-8 this key is indented under a value
      = begin the line at the left margin, or leave the line above without a value
    "#);
    assert_snapshot!(yaml("extra:\n  a: @x\n  b: {c: d} e\nkind: é: b"), @r#"
    yaml-syntax 5:6-7 a value cannot begin with `@`
      = put the value in quotation marks: `a: "@x"`
    yaml-syntax 7:8-9 a colon and a space inside a value begin another key
      = put the value in quotation marks: `kind: "é: b"`
    "#);
    assert_snapshot!(yaml("? [a]\n: b"), @r#"
    yaml-syntax 4:3-6 a key is a word
      = write it as `key: value`
    "#);
    assert_snapshot!(yaml("--- x"), @r#"
    yaml-syntax 4:1-6 `---` begins a second document
      = write `---` on a line of its own to close the front matter
    "#);
    assert_snapshot!(yaml("%YAML 1.2"), @r#"
    yaml-syntax 4:1-2 a line cannot begin with `%`
      = write it as `key: value`
    "#);
    assert_snapshot!(yaml("a b c d\nkind: report"), @r#"
    yaml-syntax 4:1-8 this line has no key
      = write it as `key: value`, with a space after the colon
    "#);
    assert_snapshot!(yaml("summary: {a: b"), @r#"
    yaml-syntax 4:10-11 `{` begins keys and values that do not end
      = close them with `}`
    "#);
    assert_snapshot!(yaml("- item"), @r#"
    yaml-syntax 4:1-7 this line has no key
      = write it as `key: value`, with a space after the colon
    "#);
}

#[test]
fn all_yaml_errors_are_found_at_once() {
    let text = "---\ntitle: A: b\nrights: ful\nsummary: @x\npublished: 2019-02-30\nrights: full\n---\n";
    assert_snapshot!(article(text), @r#"
    yaml-syntax 2:9-10 a colon and a space inside a value begin another key
      = put the value in quotation marks: `title: "A: b"`
    yaml-syntax 4:10-11 a value cannot begin with `@`
      = put the value in quotation marks: `summary: "@x"`
    duplicate-key 6:1-7 the key `rights` stands here a second time
      at 3:1-7 first here
      = keep one of the two
    bad-value 3:9-12 `ful` is not a value of `rights`
      = did you mean `full`?
    bad-date 5:12-22 `2019-02-30` is not a date: 2019-02 has only 28 days
      = write a date such as `2019-01-31`, `2019-01`, `2019?` or `2019-01-31T09:46`
    "#);
}

#[test]
fn front_matter_without_keys() {
    assert_snapshot!(article("---\n- a\n- b\n---\n"), @r#"
    not-a-table 2:1-4 the front matter has no keys
      = write each line as `key: value`
    "#);
    assert_snapshot!(article("---\nwords\nand words\n---\n"), @r#"
    not-a-table 2:1-6 the front matter has no keys
      = write each line as `key: value`
    "#);
    assert_snapshot!(article("---\n---\n"), @r#"
    missing-key 1:1-2:4 `title` is missing
      = add `title: The headline`
    missing-key 1:1-2:4 `rights` is missing
      = add `rights: reference`
    "#);
    assert_snapshot!(article("---\n# only a comment\n---\n"), @r#"
    missing-key 1:1-3:4 `title` is missing
      = add `title: The headline`
    missing-key 1:1-3:4 `rights` is missing
      = add `rights: reference`
    "#);
}

#[test]
fn aliases_repeat_a_value_but_do_not_unfold_without_end() {
    let text = "---\ntitle: &t The same\nrights: full\nsummary: *t\n---\n";
    let source = article::parse(&file("a.md", text));
    assert_eq!(source.meta.summary.as_deref(), Some("The same"));
    assert_eq!(source.diagnostics, []);
    assert_snapshot!(yaml("extra: &x [*x]"), @r#"
    yaml-syntax 4:12-14 `*x` refers to what it is part of
      = write the value out
    wrong-type 4:11-15 `extra` wants keys and values, not a list
      = write its keys indented on the lines below
    "#);
    let mut bomb = "extra:\n  a0: &a0 x\n".to_owned();
    for i in 1..30 {
        bomb += &format!("  a{i}: &a{i} [{}]\n", format!("*a{}, ", i - 1).repeat(9));
    }
    assert_snapshot!(yaml(&bomb), @r#"
    yaml-syntax 10:12-15 the aliases of this file unfold to too many values
      = write the values out
    "#);
    let deep = format!("extra: {}x{}", "[".repeat(200), "]".repeat(200));
    assert_snapshot!(yaml(&deep), @r#"
    yaml-syntax 4:72-73 the values are nested too deeply
      = nest them less deeply
    "#);
}
