//! Keys and values that are read, but wrong.

use super::*;

#[test]
fn keys_are_checked() {
    assert_snapshot!(article("---\ntitel: T\nrigths: full\nauthor: x\nfoo: 1\n---\n"), @r#"
    unknown-key 2:1-6 unknown key `titel`
      = did you mean `title`?
    unknown-key 3:1-7 unknown key `rigths`
      = did you mean `rights`?
    unknown-key 4:1-7 unknown key `author`
      = did you mean `authors`?
    unknown-key 5:1-4 unknown key `foo`
      = keys of your own stand under `extra`
    "#);
    assert_snapshot!(article("---\nkind: report\n---\n"), @r#"
    missing-key 1:1-3:4 `title` is missing
      = add `title: The headline`
    missing-key 1:1-3:4 `rights` is missing
      = add `rights: reference`
    "#);
    assert_snapshot!(yaml("kind: raport\ntext: quotation\nsummary:\nauthors: {a: b}\nsource: example.org"), @r#"
    wrong-type 7:10-16 `authors` wants words, not keys and values
      = write words; where they hold brackets or braces, put them in quotation marks
    bad-value 5:7-16 `quotation` is not a value of `text`
      = write `source` or `digest`
    bad-value 8:9-20 `example.org` is not a web address: it has no `https://`
      = write it whole, as in `https://example.org/page`
    bad-value 4:7-13 `raport` is not a value of `kind`
      = did you mean `report`?
    empty-value 6:1-8 `summary` is empty
      = write a value, or take the line out
    "#);
    assert_snapshot!(yaml("outlet: [[bbc]]\npublished: last week\ndraft: yes\nprivate: 'true'\npage: 1"), @r#"
    wrong-type 6:8-11 `draft` is true or false, not words
      = write `true`, without quotation marks
    wrong-type 7:10-16 `private` is true or false, not words
      = write `true`, without quotation marks
    wrong-type 4:9-16 `outlet` takes no brackets
      = write the id without brackets
    bad-date 5:12-21 `last week` is not a date: dates are written as `2019`, `2019-01` or `2019-01-31`
      = write a date such as `2019-01-31`, `2019-01`, `2019?` or `2019-01-31T09:46`
    unknown-key 8:1-5 unknown key `page`
      = keys of your own stand under `extra`
    "#);
    assert_snapshot!(yaml("outlet: BBC News\nlanguage: en_GB\nold_urls: [/a.html, ../b.html, c]\nsha256: abc"), @r#"
    bad-value 5:11-16 `en_GB` is not a language tag
      = write `en-GB`
    bad-value 6:21-30 `../b.html` is not a path of this site: it holds `.` or `..`
      = write it as `old/name.html` or `old/name/`
    bad-value 6:32-33 `c` is not a path of this site: it ends in neither `.html` nor `/`
      = write it as `old/name.html` or `old/name/`
    bad-value 4:9-17 `BBC News` is not an id
      = write the id: the name of its file without `.md`
    bad-value 7:9-12 a SHA-256 has 64 hexadecimal digits, this has 3
      = write what `sha256sum` prints for the original file
    "#);
    assert_snapshot!(yaml("corrections:\n  - date: 2019\n  - {date: x, txt: y}\n  - z"), @r#"
    missing-key 5:5-15 `corrections` needs `text`
      = add `text: What was wrong, and what is right`
    bad-date 6:12-13 `x` is not a date: dates are written as `2019`, `2019-01` or `2019-01-31`
      = write a date such as `2019-01-31`, `2019-01`, `2019?` or `2019-01-31T09:46`
    unknown-key 6:15-18 unknown key `txt` in `corrections`
      = did you mean `text`?
    wrong-type 7:5-6 `corrections` wants keys and values, not words
      = write its keys indented on the lines below
    "#);
    assert_snapshot!(yaml("archived: [{url: 'https://a.example/', date: 2019, by: me}, {date: 2020}]"), @r#"
    unknown-key 4:52-54 unknown key `by` in `archived`
      = write `url` or `date`
    missing-key 4:61-73 `archived` needs `url`
      = add `url: https://example.org/copy`
    "#);
    assert_snapshot!(yaml("embargo: 2019-02\nwithdrawn: {date: 2019-01-01}"), @r#"
    bad-date 4:10-17 `2019-02` is not one exact day or moment
      = write a date, or a date and a time, as in `2019-02-01T06:00` or `2019-02-01T06:00-04:00`
    missing-key 5:12-30 `withdrawn` needs `reason`
      = add `reason: Why it is no longer shown`
    "#);
    assert_snapshot!(yaml("title: U"), @r#"
    duplicate-key 4:1-6 the key `title` stands here a second time
      at 2:1-6 first here
      = keep one of the two
    "#);
    assert_snapshot!(yaml("extra: words\nsummary: \"a\\u0000b\""), @r#"
    wrong-type 4:8-13 `extra` wants keys and values, not words
      = write its keys indented on the lines below
    bad-value 5:10-20 `summary` holds a control character
      = type the words anew
    "#);
}

#[test]
fn entities_are_checked() {
    assert_snapshot!(entity("kind: organisation\ncase: all\nsame_as: Q1\npage: no"), @r#"
    bad-value 3:7-19 `organisation` is not a value of `kind`
      = did you mean `organization`?
    bad-value 4:7-10 `all` is not a value of `case`
      = write `any`
    bad-value 5:10-12 `Q1` is not a web address: it has no `https://`
      = write it whole, as in `https://example.org/page`
    wrong-type 6:7-9 `page` is true or false, not words
      = write `false`, without quotation marks
    "#);
    assert_snapshot!(entity("image: {file: a.jpg, alt: b}"), @r#"
    missing-key 3:8-29 `image` needs `credit`
      = add `credit: Who made it`
    "#);
    assert_snapshot!(entity("image: a.jpg"), @r#"
    wrong-type 3:8-13 `image` wants keys and values, not words
      = write its keys indented on the lines below
    "#);
    assert_snapshot!(entity("image:\n  file: https://a.example/b.jpg\n  alt: b\n  credit: c\n  license: d"), @r#"
    bad-value 4:9-32 `https://a.example/b.jpg` is not a file of the dossier
      = write its path from the folder of this file, with `/`
    unknown-key 7:3-10 unknown key `license` in `image`
      = did you mean `licence`?
    "#);
    assert_snapshot!(entity("kind: person\nrelations:\n  - to: x\n    as: head of\n  - to: y\n    as: z\n    note: n"), @r#"
    missing-key 5:5-10 `relations` needs `note`
      = add `note: article#note`
    bad-value 9:11-12 `n` does not name a note
      = write it as `article#note`
    "#);
    assert_eq!(entity("kind: place\nrelations:\n  - {to: x, as: part of}"), "");
}

#[test]
fn toml_is_checked() {
    assert_eq!(toml(""), "");
    assert_snapshot!(toml("title = Dossier\nlanguage = \"en\n[edition\n"), @r#"
    toml-syntax 3:8-9 cannot read this: unclosed table, expected `]`
      = close it
    toml-syntax 1:9-16 cannot read this: words stand here without quotation marks
      = put the value in quotation marks
    toml-syntax 2:14-15 cannot read this: invalid basic string, expected `"`
      = close it
    "#);
    assert_snapshot!(toml("title: Dossier\n"), @r#"
    toml-syntax 1:8-8 cannot read this: key with no value, expected `=`
      = TOML wants `key = "value"`; between `---` lines YAML wants `key: value`
    "#);
    assert_snapshot!(toml("titel = \"D\"\n[edition]\nversoin = 1\ncovers = \"2019-02-07/2019-01-27\"\n"), @r#"
    bad-date 4:10-33 `2019-02-07/2019-01-27` is not a date: the interval ends before it begins
      = write a date such as `2019-01-31`, `2019-01`, `2019?` or `2019-01-31T09:46`
    unknown-key 3:1-8 unknown key `versoin` in `edition`
      = did you mean `version`?
    unknown-key 1:1-6 unknown key `titel`
      = did you mean `title`?
    "#);
    assert_snapshot!(toml("title = 'é'\ntitle = 'b'\n[edition]\ndate = 2019-01-01\ndate = 2019-01-02\n"), @r#"
    duplicate-key 2:1-6 the key `title` stands here a second time
      at 1:1-6 first here
      = keep one of the two
    duplicate-key 5:1-5 the key `date` stands here a second time
      at 4:1-5 first here
      = keep one of the two
    "#);
    assert_snapshot!(toml("base_url = 'example.org'\ntime_zone = 'Caracas'\ntheme = '../x'\nlead = ['a b']\n"), @r#"
    bad-value 3:9-15 `../x` is not the name of a theme
      = write the name of its folder under `themes/`
    bad-value 1:12-25 `example.org` is not a web address: it has no `https://`
      = write it whole, as in `https://example.org/page`
    bad-value 2:13-22 there is no time zone `Caracas`
      = did you mean `America/Caracas`?
    bad-value 4:9-14 `a b` is not an id
      = write the id: the name of its file without `.md`
    "#);
    assert_snapshot!(toml("[mentions]\nlink = 'paragraphs'\n[options]\na = 1.5\nb = 2\nc = [1]\nd = 2019-01-01\n"), @r#"
    bad-value 2:8-20 `paragraphs` is not a value of `link`
      = did you mean `paragraph`?
    wrong-type 4:5-8 the option `a` wants words, a whole number, `true` or `false`
      = put the value in quotation marks
    wrong-type 6:5-8 the option `c` wants words, a whole number, `true` or `false`
      = put the value in quotation marks
    wrong-type 7:5-15 the option `d` wants words, a whole number, `true` or `false`
      = put the value in quotation marks
    "#);
    assert_snapshot!(toml("edition = 1\noptions = 2\nextra = 3\n"), @r#"
    wrong-type 1:11-12 `edition` wants keys and values, not a number
      = write `[edition]` and its keys on the lines below
    wrong-type 2:11-12 `options` wants keys and values, not a number
      = write `[options]` and its keys on the lines below
    wrong-type 3:9-10 `extra` wants keys and values, not a number
      = write `[extra]` and its keys on the lines below
    "#);
    assert_snapshot!(article("+++\ntitle = 'T'\n+++\n"), @r#"
    missing-key 1:1-3:4 `rights` is missing
      = add `rights = "reference"`
    "#);
    assert_snapshot!(article("+++\r\ntitle = 'é'\r\nrights = 'ful'\r\n[extra]\r\nx = é\r\n+++\r\n"), @r#"
    toml-syntax 5:5-6 cannot read this: words stand here without quotation marks
      = put the value in quotation marks
    bad-value 3:10-15 `ful` is not a value of `rights`
      = did you mean `full`?
    "#);
}
