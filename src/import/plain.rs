//! Finds the headline, the statements and the furniture in the lines of a plain text.
//!
//! ```text
//! text   := top headline head body foot
//! top    := lines that are statements or furniture
//! head   := at most one other line and, after it or at once, statements and furniture
//! foot   := the longest run of statements, copyright and furniture that ends the text
//! ```
//!
//! In the body only furniture of [`Place::Anywhere`] is recognised. Under the headline a date without a
//! label counts only if it is the only one: several are a chronology. Where everything would be recognised, the
//! first line is the headline. It deliberately reads nothing from within a line.
//!
//! **Invariant:** every line is either kept or listed as removed, and the order stays.

use std::collections::BTreeSet;

use super::line::Line;
use super::report::{Note, Removed, Report};
use super::rule::{self, Place};
use super::statement::{self, Statement};

/// What the lines are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    /// The headline.
    pub(super) headline: Line,
    /// The other lines that are text.
    pub(super) body: Vec<Line>,
    /// What the text states, each with its line.
    pub(super) statements: Vec<(usize, Statement)>,
    /// What was removed, and what the user should know.
    pub(super) report: Report,
}

/// What a line was recognised as.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Class {
    Furniture(&'static str),
    Statement(Vec<Statement>),
    /// "By" alone: what follows may be the name.
    By,
}

/// A longer line is no subtitle, in words.
const LONGEST_SUBTITLE: usize = 30;

/// Settles the lines of a text; `None` if there are none. `known` tells the names of outlets.
pub(super) fn settle(lines: Vec<Line>, known: &dyn Fn(&str) -> bool) -> Option<Settled> {
    let mut report = Report::default();
    let mut reader = Reader::new(&lines, known);
    let headline = reader.top();
    reader.head(headline);
    reader.foot(headline);
    reader.body(headline);
    let own = |class: &Option<Class>| matches!(class, Some(Class::Statement(parts)) if parts.iter().any(is_published));
    if reader.dates > 1 && !reader.classes.iter().any(own) {
        let message = "several lines are dates, so that none is taken for the article's own";
        report.notes.push(Note { line: None, message: message.to_owned() });
    }
    let classes = reader.classes;
    let mut settled =
        Settled { headline: lines.get(headline)?.clone(), body: Vec::new(), statements: Vec::new(), report };
    for (i, (line, class)) in lines.into_iter().zip(classes).enumerate() {
        match class {
            _ if i == headline => {}
            Some(Class::Statement(statements)) => {
                settled.report.removed.push(Removed::line(&line, what(&statements)));
                settled.statements.extend(statements.into_iter().map(|statement| (line.number, statement)));
            }
            Some(Class::Furniture(what)) => settled.report.removed.push(Removed::line(&line, what)),
            Some(Class::By) => settled.report.removed.push(Removed::line(&line, "byline")),
            None => {
                if statement::is_labelled(&line.text) {
                    let message = "this may state a date, but none that could be read; it stays in the text".to_owned();
                    settled.report.notes.push(Note { line: Some(line.number), message });
                }
                settled.body.push(trim(line, &mut settled.report));
            }
        }
    }
    Some(settled)
}

fn is_published(statement: &Statement) -> bool {
    matches!(statement, Statement::Published(..))
}

/// Names a line of statements.
fn what(statements: &[Statement]) -> &'static str {
    match statements {
        [Statement::Authors(_), ..] => "byline",
        [Statement::Outlet(_)] => "copyright line",
        _ => "date line",
    }
}

/// Takes trailing furniture off a paragraph.
fn trim(mut line: Line, report: &mut Report) -> Line {
    if let Some(at) = rule::trailing(&line.text) {
        let words = line.text.split_off(at);
        line.text.truncate(line.text.trim_end().len());
        report.removed.push(Removed { line: Some(line.number), text: words, what: "advertisement", whole: false });
    }
    line
}

struct Reader<'a> {
    lines: &'a [Line],
    known: &'a dyn Fn(&str) -> bool,
    /// How many different dates stand without a label.
    dates: usize,
    classes: Vec<Option<Class>>,
}

impl<'a> Reader<'a> {
    fn new(lines: &'a [Line], known: &'a dyn Fn(&str) -> bool) -> Self {
        let dates: BTreeSet<String> = lines.iter().filter_map(|line| date(&line.text, known)).collect();
        Self { lines, known, dates: dates.len(), classes: vec![None; lines.len()] }
    }

    /// Recognises what stands above the headline; returns the index of the headline.
    fn top(&mut self) -> usize {
        for i in 0..self.lines.len() {
            let Some(class) = self.classify(i, |place| matches!(place, Place::Top | Place::Anywhere | Place::Edge))
            else {
                return i;
            };
            self.classes[i] = Some(class);
        }
        self.classes.fill(None);
        0
    }

    /// Recognises the statements under the headline; one line of text may stand between.
    fn head(&mut self, headline: usize) {
        let mut skipped = false;
        for i in headline + 1..self.lines.len() {
            match self.classify(i, |place| place == Place::Anywhere) {
                Some(class) => self.classes[i] = Some(class),
                None if skipped || self.lines[i].text.split_whitespace().count() > LONGEST_SUBTITLE => return,
                None => skipped = true,
            }
        }
    }

    fn foot(&mut self, headline: usize) {
        for i in (headline + 1..self.lines.len()).rev() {
            if self.classes[i].is_some() {
                continue;
            }
            let class = self.classify(i, |place| place != Place::Top).filter(|class| *class != Class::By);
            let class = class.or_else(|| {
                let holder = statement::copyright(&self.lines[i].text)?;
                Some(Class::Statement(vec![Statement::Outlet(holder)]))
            });
            if class.is_none() {
                return;
            }
            self.classes[i] = class;
        }
    }

    fn body(&mut self, headline: usize) {
        for i in headline + 1..self.lines.len() {
            if self.classes[i].is_none() {
                let rule = rule::find(&self.lines[i].text, None, |place| place == Place::Anywhere);
                self.classes[i] = rule.map(|rule| Class::Furniture(rule.name));
            }
        }
    }

    fn classify(&self, i: usize, holds: impl Fn(Place) -> bool) -> Option<Class> {
        let line = &self.lines[i].text;
        let above = i.checked_sub(1);
        if statement::is_bare_by(line) {
            return Some(Class::By);
        }
        if above.is_some_and(|above| self.classes[above] == Some(Class::By))
            && let Some(names) = statement::names(line)
        {
            return Some(Class::Statement(vec![Statement::Authors(names)]));
        }
        // Above the headline a date is the article's own; elsewhere several are a chronology.
        let dated = holds(Place::Top) || self.dates <= 1;
        if (dated || date(line, self.known).is_none())
            && let Some(statements) = statement::read(line, self.known)
        {
            return Some(Class::Statement(statements));
        }
        let above = above.map(|above| rule::bare(&self.lines[above].text));
        rule::find(line, above.as_deref(), holds).map(|rule| Class::Furniture(rule.name))
    }
}

/// Reads a line that is a date without a label and nothing else.
fn date(line: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    match statement::read(line, known)?.as_slice() {
        [Statement::Published(moment, false)] => Some(moment.edtf.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::line;

    fn shown(text: &str) -> String {
        let settled = settle(line::lines(text), &|_| false).expect("there are lines");
        let mut shown = format!("# {}\n", settled.headline.text);
        for line in &settled.body {
            shown += &format!("{}\n", line.text);
        }
        for (number, statement) in &settled.statements {
            shown += &format!("{number}: {statement:?}\n");
        }
        for removed in &settled.report.removed {
            shown += &format!("- {}: {} ({})\n", removed.line.unwrap_or_default(), removed.text, removed.what);
        }
        for note in &settled.report.notes {
            shown += &format!("! {}\n", note.message);
        }
        shown
    }

    #[test]
    fn a_page_with_everything() {
        let text = "Home > News\n\nHarbour bridge to close\nIt has cracks\nBy\nMara Lindqvist\nHarbour News | 03 Mar, 2021\n\
                    Updated : 18:21\nThe bridge will be closed. Ads\nStory continues below\nWATCH: The bridge\n\
                    3 masts fell.\n© 2021 Harbour News, Ltd.\nReport an error\nLast news";
        insta::assert_snapshot!(shown(text), @r##"
        # Harbour bridge to close
        It has cracks
        The bridge will be closed.
        WATCH: The bridge
        3 masts fell.
        6: Authors(["Mara Lindqvist"])
        7: Outlet("Harbour News")
        7: Published(Moment { edtf: "2021-03-03", zone: None }, false)
        8: Time("updated")
        13: Outlet("Harbour News")
        - 1: Home > News (breadcrumb)
        - 5: By (byline)
        - 6: Mara Lindqvist (byline)
        - 7: Harbour News | 03 Mar, 2021 (date line)
        - 8: Updated : 18:21 (date line)
        - 9: Ads (advertisement)
        - 10: Story continues below (advertisement)
        - 13: © 2021 Harbour News, Ltd. (copyright line)
        - 14: Report an error (correction form)
        - 15: Last news (list of other articles)
        "##);
    }

    #[test]
    fn captions_and_chronologies_are_no_dates() {
        let text = "What happened at the quay\n3 March 2021\nA mast fell.\n4 March 2021\nAnother fell.\n\
                    The mast at North Quay, March 5, 2021.";
        insta::assert_snapshot!(shown(text), @r"
        # What happened at the quay
        3 March 2021
        A mast fell.
        4 March 2021
        Another fell.
        The mast at North Quay, March 5, 2021.
        ! several lines are dates, so that none is taken for the article's own
        ");
    }

    #[test]
    fn a_date_above_the_headline_is_its_own_whatever_follows() {
        let text = "Menu\n31 January 2019\nBridge to close\nA subtitle\nBy Jan Ågård, Harbour News\n\
                    Published: 31 January 2019 | Last updated: 1 February 2019 10:15 GMT\nIt closed.\n\
                    1 February 2019\nIt opened.";
        insta::assert_snapshot!(shown(text), @r#"
        # Bridge to close
        A subtitle
        It closed.
        1 February 2019
        It opened.
        2: Published(Moment { edtf: "2019-01-31", zone: None }, false)
        5: Authors(["Jan Ågård"])
        5: Outlet("Harbour News")
        6: Published(Moment { edtf: "2019-01-31", zone: None }, true)
        6: Updated(Moment { edtf: "2019-02-01T10:15Z", zone: None })
        - 1: Menu (page navigation)
        - 2: 31 January 2019 (date line)
        - 5: By Jan Ågård, Harbour News (byline)
        - 6: Published: 31 January 2019 | Last updated: 1 February 2019 10:15 GMT (date line)
        "#);
    }

    #[test]
    fn where_all_is_furniture_the_first_line_is_the_headline() {
        insta::assert_snapshot!(shown("Share\nWorld\nSubscribe"), @r"
        # Share
        World
        - 3: Subscribe (subscription)
        ");
    }
}
