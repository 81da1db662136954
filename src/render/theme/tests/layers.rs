//! Layers, options, static files, and every diagnostic.

use insta::assert_snapshot;

use super::sample;
use super::*;
use crate::content::config::OptionValue;
use crate::render::view::Page;

/// Makes a theme out of a fixture and draws what is wrong with it.
fn check(name: &str, fixture: &str) -> String {
    let input = input(name, fixture);
    let (_, diagnostics) = theme(&input);
    drawn(&input, &diagnostics)
}

/// Renders `x.html` with a few variables and draws the page, or what is wrong with it.
fn render(name: &str, fixture: &str) -> String {
    let input = input(name, fixture);
    let (theme, diagnostics) = theme(&input);
    assert_eq!(drawn(&input, &diagnostics), "");
    let mut context = tera::Context::new();
    context.insert("root", "../");
    context.insert("page", &Page { title: "A & B".into(), ..Page::default() });
    rendered(&theme, "x.html", context).unwrap_or_else(|diagnostics| drawn(&input, &diagnostics))
}

fn article(theme: &Theme) -> String {
    let sample = sample::full().swap_remove(1);
    rendered(theme, "article.html", sample.context).expect("the article renders")
}

#[test]
fn the_site_overrides_one_block() {
    let input = input(
        "broadsheet",
        "//- templates/article.html\n{% extends \"broadsheet/article.html\" %}{% block kicker %}<p>KICKER</p>{% endblock %}",
    );
    let (theme, diagnostics) = theme(&input);
    assert_eq!(drawn(&input, &diagnostics), "");
    let page = article(&theme);
    assert!(page.contains("<p>KICKER</p>") && !page.contains("class=\"kicker\""));
    assert!(page.contains("id=\"note-headline\""), "the rest is the default's");
}

#[test]
fn the_site_overrides_one_partial_and_one_component() {
    let input = input(
        "broadsheet",
        "//- templates/note.html\n<aside id=\"{{ note.anchor }}\">MINE</aside>
//- templates/dates.html\n{% component day(value) %}<i>{{ value.text }}</i>{% endcomponent day %}",
    );
    let (theme, diagnostics) = theme(&input);
    assert_eq!(drawn(&input, &diagnostics), "");
    let page = article(&theme);
    assert!(page.contains("<aside id=\"note-headline\">MINE</aside>") && !page.contains("class=\"note\""));
    assert!(page.contains("<dt>Published</dt><dd><i>30 March 2031</i>"));
}

#[test]
fn a_theme_extends_another() {
    let fixture = "//- themes/harbour/theme.toml
name = \"Harbour\"
extends = \"quay\"
//- themes/harbour/templates/x.html
{% extends \"quay/x.html\" %}{% block a %}harbour, {{ super() }}{% endblock %}
//- themes/quay/templates/x.html
{% block a %}quay, {% include \"part.html\" %}{% endblock %}
//- themes/quay/templates/part.html
quay's part
//- templates/part.html
the site's part";
    assert_eq!(render("harbour", fixture).trim(), "harbour, quay, the site's part");
}

#[test]
fn the_folder_of_the_default_stands_in_its_place() {
    let input = input("broadsheet", "//- themes/broadsheet/templates/404.html\n{{ page.title }}");
    let (theme, diagnostics) = theme(&input);
    assert_eq!(drawn(&input, &diagnostics), "");
    let at = sample::full().iter().position(|s| s.path == "404.html").expect("there is a sample of it");
    let sample = sample::full().swap_remove(at);
    assert_eq!(rendered(&theme, "404.html", sample.context).expect("it renders"), "Not found");
    assert!(article(&theme).contains("id=\"note-headline\""), "what is not there falls back to the embedded copy");
}

#[test]
fn broken_templates_are_all_reported_at_once() {
    let fixture = "//- templates/a.html
é {{ page.title
//- templates/b.html
<p>{% if %}</p>
//- templates/c.html
{% extends \"bass.html\" %}
//- templates/d.html
{% include \"broadsheet/nota.html\" %}
//- templates/e.html
{{ page.title | uper }} {{ asse(name=\"x\") }}
//- templates/f.html
{% extends \"base.html\" %}{% block mian %}{% endblock %}";
    assert_snapshot!(check("broadsheet", fixture), @r#"
    template-syntax templates/a.html at `title`: unexpected end of input
    template-syntax templates/b.html at `%}`: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
    missing-template templates/c.html at `"bass.html"`: there is no template `bass.html`; did you mean `base.html`?
    missing-template templates/d.html at `"broadsheet/nota.html"`: there is no template `broadsheet/nota.html`; did you mean `broadsheet/note.html`?
    template-error templates/e.html at `uper`: there is no filter `uper`; did you mean `upper`?
    template-error templates/e.html at `asse(name="x")`: there is no function `asse`; did you mean `asset`?
    template-error templates/f.html at `mian`: no template above has a block `mian`; did you mean `main`?
    "#);
}

#[test]
fn circles_are_reported_and_never_followed() {
    let fixture = "//- templates/article.html
{% extends \"article.html\" %}
//- templates/b.html
{% extends \"c.html\" %}
//- templates/c.html
{% extends \"b.html\" %}
//- templates/d.html
a {% include \"d.html\" %}
//- templates/e.html
{% extends \"f.html\" %}
//- templates/f.html
f {% include \"e.html\" %}
//- templates/g.html
{% extends \"f.html\" %}";
    assert_snapshot!(check("broadsheet", fixture), @r#"
    template-extends-itself templates/article.html at `"article.html"`: the template extends itself; did you mean `broadsheet/article.html`?
    template-extends-itself templates/b.html at `"c.html"`: the template extends `c.html`, which leads back to it; break the circle
    template-extends-itself templates/c.html at `"b.html"`: the template extends `b.html`, which leads back to it; break the circle
    template-includes-itself templates/d.html at `"d.html"`: the template includes itself; break the circle
    template-extends-itself templates/e.html at `"f.html"`: the template extends `f.html`, which leads back to it; break the circle
    template-includes-itself templates/f.html at `"e.html"`: the template includes `e.html`, which leads back to it; break the circle
    "#);
}

#[test]
fn a_broken_template_breaks_rendering_and_nothing_else() {
    let input = input("broadsheet", "//- templates/a.html\n{{ page.");
    let (theme, diagnostics) = theme(&input);
    assert_eq!(diagnostics.len(), 1);
    let sample = sample::full().swap_remove(0);
    assert_eq!(rendered(&theme, "home.html", sample.context), Err(diagnostics));
    assert!(!theme.assets().is_empty() && !theme.options().is_empty());
}

#[test]
fn misspelt_names_are_found_before_rendering() {
    let fixture = "//- templates/a.html
{% if article.sumary %}é {{ artcle.id }}{% endif %}{% set own = {\"mine\": 1} %}{{ own.mine }}
{% for note in article.unplaced %}{{ loop.index }}{{ loop.lst }}{% endfor %}
{{ asset(name=\"stile.css\") }} {{ option(name=\"note\") }}";
    assert_snapshot!(check("broadsheet", fixture), @r#"
    missing-variable templates/a.html at `sumary`: there is no field `sumary` here; did you mean `summary`?
    template-syntax templates/a.html at `lst`: found invalid field of `loop`: lst. Only `index`, `index0`, `first`, `last` and `length` exist
    missing-asset templates/a.html at `asset(name="stile.css")`: no static file `stile.css`; did you mean `style.css`?
    unknown-option templates/a.html at `option(name="note")`: the theme has no option `note`; did you mean `notes`?
    "#);
}

#[test]
fn missing_variables_are_found_while_rendering() {
    let rows = [
        "{{ pag.title }}",
        "{{ page.title.id }}",
        "{{ page }}{{ titel }}",
        "{% for x in pages %}{% endfor %}",
        "{{ page.authors[3] }}",
        "{{ 1 + page.title }}",
    ];
    let found: Vec<String> =
        rows.iter().map(|row| render("broadsheet", &format!("//- templates/x.html\né {row}"))).collect();
    assert_snapshot!(found.join("\n"), @"
    missing-variable templates/x.html at `pag`: there is no variable `pag` here; did you mean `page`?
    missing-variable templates/x.html at `id`: there is no field `id` here; what stands before `.id` may be none: ask with `{% if … %}` first
    missing-variable templates/x.html at `titel`: there is no variable `titel` here; see `docs/templates.md` for what each page has
    missing-variable templates/x.html at `pages`: this value is not defined here; see `docs/templates.md` for what each page has
    missing-variable templates/x.html at `page.authors[3`: this value is not defined here; see `docs/templates.md` for what each page has
    template-error templates/x.html at `1 + page`: `+` requires both operands to be numbers, found `i64` and `string`
    ");
}

#[test]
fn an_error_inside_an_include_points_into_the_include() {
    let fixture = "//- templates/x.html\n{% include \"y.html\" %}\n//- templates/y.html\n<p>{{ nothing }}</p>";
    assert_snapshot!(render("broadsheet", fixture), @"missing-variable templates/y.html at `nothing`: there is no variable `nothing` here; see `docs/templates.md` for what each page has");
    let (theme, _) = theme(&input("broadsheet", ""));
    let problems = rendered(&theme, "note.html", tera::Context::new()).expect_err("there is no note");
    assert_snapshot!(drawn(&input("broadsheet", ""), &problems), @"missing-variable themes/broadsheet/templates/note.html at `note`: there is no variable `note` here; see `docs/templates.md` for what each page has");
    let problems = rendered(&theme, "artikle.html", tera::Context::new()).expect_err("there is no such template");
    assert_snapshot!(drawn(&input("broadsheet", ""), &problems), @"missing-template templates/artikle.html: no layer of the theme has a template `artikle.html`; did you mean `article.html`?");
}

#[test]
fn themes_that_are_not_there_or_go_in_circles() {
    let cycle = "//- themes/a/theme.toml\nextends = \"b\"\n//- themes/b/theme.toml\nextends = \"a\"";
    let found = [
        check("brodsheet", ""),
        check("harbor", "//- themes/harbour/theme.toml\nname = \"Harbour\""),
        check("site", ""),
        check("a", "//- themes/a/theme.toml\nextends = \"nowhere\""),
        check("a", cycle),
    ];
    assert_snapshot!(found.join("\n"), @r#"
    unknown-theme dossier.toml at 8..16: there is no theme `brodsheet`; did you mean `broadsheet`?
    unknown-theme dossier.toml at 8..16: there is no theme `harbor`; did you mean `harbour`?
    unknown-theme dossier.toml at 8..16: `site` is the name of the layer in `templates/`, not of a theme; name a folder in `themes/`, or `broadsheet`
    unknown-theme themes/a/theme.toml at `"nowhere"`: there is no theme `nowhere`; make the folder `themes/nowhere/`, or use `broadsheet`
    theme-cycle themes/b/theme.toml at `"a"`: the theme `a` extends itself, through `a`, `b`; remove `extends` from one of them
    "#);
}

#[test]
fn the_manifest_is_checked() {
    let fixture = "//- themes/a/theme.toml
nam = \"A\"
version = 1
[options.size]
type = \"integer\"
default = \"big\"
[options.tone]
type = \"colour\"
default = \"#fff\"
[options.dye]
type = \"color\"
default = \"red\"
[options.shape]
default = 1
[options.kind]
type = \"choice\"
values = [\"round\", \"square\"]
defalt = \"round\"";
    assert_snapshot!(check("a", fixture), @r##"
    unknown-key themes/a/theme.toml at `nam`: `theme.toml` has no key `nam`; did you mean `name`?
    wrong-type themes/a/theme.toml at `1`: `version` is a string, not integer
    bad-option themes/a/theme.toml at `"big"`: the option `size` cannot be `big`; write an integer
    bad-option themes/a/theme.toml at `"colour"`: `colour` is not a type of option; did you mean `color`?
    bad-option themes/a/theme.toml at `"red"`: the option `dye` cannot be `red`; write a colour such as `"#a01c1c"`
    bad-option themes/a/theme.toml at `shape`: the option `shape` has no type; add `type`: one of `string`, `integer`, `boolean`, `choice`, `color`
    bad-option themes/a/theme.toml at `kind`: the option `kind` has no default; add `default`
    unknown-key themes/a/theme.toml at `defalt`: an option has no key `defalt`; did you mean `default`?
    "##);
    assert_snapshot!(check("a", "//- themes/a/theme.toml\nname = \n"), @"toml-syntax themes/a/theme.toml at ``: string values must be quoted, expected literal string");
}

#[test]
fn options_are_typed_and_checked() {
    let fixture = "//- themes/a/theme.toml
[options.size]
type = \"integer\"
default = 3
[options.loud]
type = \"boolean\"
default = false
[options.dye]
type = \"color\"
default = \"#FFF\"
[options.notes]
type = \"choice\"
default = \"left\"
values = [\"left\", \"right\"]";
    let text = |value: &str| OptionValue::Text(value.to_owned());
    let given = |options: Vec<(&str, OptionValue)>| {
        let options = options.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let input = ThemeInput { options, ..input("a", fixture) };
        let (theme, diagnostics) = theme(&input);
        let below = ["accent", "fonts", "density", "panels"];
        let options = theme.options().iter().filter(|o| !below.contains(&o.key.as_str()));
        let values: Vec<String> = options.map(|o| format!("{}={}", o.key, o.value)).collect();
        format!("{}\n{}", values.join(" "), drawn(&input, &diagnostics))
    };
    let right = vec![("size", OptionValue::Integer(7)), ("loud", OptionValue::Boolean(true)), ("notes", text("right"))];
    assert_snapshot!(given(right), @"size=7 loud=true dye=#fff notes=right scheme=auto");
    let wrong = vec![("notes", text("rigth")), ("size", text("7")), ("dye", text("red")), ("nose", text("x"))];
    assert_snapshot!(given(wrong), @r##"
    size=3 loud=false dye=#fff notes=left scheme=auto
    bad-option dossier.toml at 0..0: the option `dye` cannot be `red`; write a colour such as `"#a01c1c"`
    bad-option dossier.toml at 0..0: the option `size` cannot be `7`; write an integer
    unknown-option dossier.toml at 0..0: the theme `a` has no option `nose`; remove it
    bad-option dossier.toml at 30..38: the option `notes` cannot be `rigth`; did you mean `right`?
    "##);
}

#[test]
fn static_files_get_names_from_their_bytes() {
    let fixture = "//- themes/a/static/style.css
@import \"base.css\"; p { background: url(img/a.svg#x) url('data:,') }
//- themes/a/static/base.css
p { color: red }
//- themes/a/static/img/a.svg
<svg/>
//- templates/x.html
{{ asset(name=\"style.css\") }} {{ asset(name=\"img/a.svg\") }}";
    assert_snapshot!(render("a", fixture), @"../assets/style.4df2b355.css ../assets/img/a.ac5a2dfb.svg");
    let (first, _) = theme(&input("a", fixture));
    let files = |theme: &Theme| -> Vec<String> {
        theme
            .assets()
            .iter()
            .map(|(path, _)| path.to_string())
            .filter(|path| !path.ends_with(".js") && !path.contains("icon"))
            .collect()
    };
    assert_snapshot!(files(&first).join("\n"), @"
    assets/base.8a7b83d7.css
    assets/img/a.ac5a2dfb.svg
    assets/style.4df2b355.css
    ");
    let sheet = first.assets().iter().find(|(path, _)| path.as_str().starts_with("assets/style."));
    let sheet = sheet.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    assert_snapshot!(sheet.unwrap_or_default(), @r#"@import "base.8a7b83d7.css";p{background:url(img/a.ac5a2dfb.svg#x) url(data:,)}"#);

    let (second, _) = theme(&input("a", &fixture.replace("<svg/>", "<svg></svg>")));
    assert_ne!(files(&first)[2], files(&second)[2], "a new picture renames the sheet that shows it");
    assert_ne!(first, second);
}

#[test]
fn static_files_that_are_not_there() {
    let fixture = "//- themes/a/static/style.css
é { src: url(\"fonts/body.woff\") } @import \"other.css\";
//- themes/a/static/other.css
@import \"style.css\";
//- themes/a/static/fonts/body.woff2
x";
    assert_snapshot!(check("a", fixture), @"
    unreadable-style themes/a/static/style.css: this style sheet was not minified: @import rules must precede all rules aside from @charset and @layer statements; mend the style sheet
    missing-asset themes/a/static/style.css at `fonts/body.woff`: no static file `fonts/body.woff`; did you mean `fonts/body.woff2`?
    asset-cycle themes/a/static/style.css at `other.css`: `other.css` imports itself; remove the import
    ");
}

#[test]
fn urls_lead_to_ids_and_only_named_ids_count() {
    let urls = |ids: &[&str]| {
        Arc::new(ids.iter().map(|id| ((*id).to_owned(), format!("entities/{id}.html"))).collect::<BTreeMap<_, _>>())
    };
    let render = |fixture: &str, ids: &[&str]| {
        let input = input("broadsheet", fixture);
        let (bare, diagnostics) = theme(&input);
        assert_eq!(drawn(&input, &diagnostics), "");
        let (theme, diagnostics) = bare.with_urls(&urls(ids));
        let mut context = tera::Context::new();
        context.insert("root", "../");
        context.insert("id", "ana-duarte");
        let page = rendered(&theme, "x.html", context).unwrap_or_else(|problems| drawn(&input, &problems));
        (theme, format!("{page}\n{}", drawn(&input, &diagnostics)))
    };
    let literal = "//- templates/x.html\n{{ url(to=\"ana-duarte\") }}";
    let (first, page) = render(literal, &["ana-duarte"]);
    assert_snapshot!(page, @"../entities/ana-duarte.html");
    let (second, _) = render(literal, &["ana-duarte", "piet-maas"]);
    assert_eq!(first, second, "an id that no template names changes nothing");
    let (third, page) = render(literal, &["ana-duart"]);
    assert_ne!(first, third);
    assert_snapshot!(page, @r#"
    dead-link templates/x.html at `url(to="ana-duarte")`: nothing in the dossier has the id `ana-duarte`; did you mean `ana-duart`?
    dead-link templates/x.html at `url(to="ana-duarte")`: nothing in the dossier has the id `ana-duarte`; did you mean `ana-duart`?
    "#);
    let free = "//- templates/x.html\n{{ url(to=id) }}";
    assert_snapshot!(render(free, &["ana-duarte"]).1, @"../entities/ana-duarte.html");
    assert_snapshot!(render(free, &["ana-duarta"]).1, @"dead-link templates/x.html at `url(to=id)`: nothing in the dossier has the id `ana-duarte`; did you mean `ana-duarta`?");
}

#[test]
fn a_template_that_nothing_uses_is_probably_misspelt() {
    let fixture = "//- templates/artcile.html\nx\n//- templates/mine.html\nx";
    assert_snapshot!(check("broadsheet", fixture), @"unused-template templates/artcile.html: nothing uses the template `artcile.html`; did you mean `article.html`?");
}

#[test]
fn equal_sources_make_equal_themes() {
    let theme_of = |fixture: &str| theme(&input("broadsheet", fixture)).0;
    assert_eq!(theme_of(""), theme_of(""));
    assert_eq!(theme_of("//- templates/.hidden\nx"), theme_of(""), "hidden files are nobody's templates");
    assert_eq!(theme_of("//- templates/x.html~\nx"), theme_of(""), "nor are editors' copies");
    assert_ne!(theme_of("//- templates/x.html\nx"), theme_of(""));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let mut input = input("broadsheet", "");
    let mut add = |path: &str, contents: Contents| {
        let path = SourcePath::from(path);
        input.files.insert(path.clone(), Arc::new(SourceFile { path, contents }));
    };
    add("templates/a.html", Contents::NotUtf8(Arc::from("abc")));
    add("templates/b.html", Contents::TooLarge(9_000_000));
    add("templates/c.html", Contents::Unreadable("permission denied".into()));
    let (_, diagnostics) = theme(&input);
    assert_snapshot!(drawn(&input, &diagnostics), @"
    not-utf8 templates/a.html at ``: the file is not UTF-8 from here on; save it as UTF-8
    file-too-large templates/b.html: the file has 9000000 bytes; 8388608 are read at most; make it smaller
    unreadable-file templates/c.html: the file cannot be read: permission denied; make it readable
    ");
}

#[test]
fn unknown_words_are_errors_and_upper_layers_say_theirs() {
    let fixture = "//- themes/a/i18n/en.toml
home = \"Front page\"
//- templates/x.html
{{ t(key=\"home\") }}, {{ t(key=\"count.note\", count=2) }}";
    assert_eq!(render("a", fixture).trim(), "Front page, 2 notes");
    assert_snapshot!(
        check("broadsheet", "//- templates/404.html\n{{ t(key=\"home_pge\") }}"),
        @"missing-word templates/404.html at `t(key=\"home_pge\")`: the interface has no word `home_pge`; did you mean `home_page`?"
    );
}
