//! What is wrong with a set of arrows: those that run against the order of layers, and those that close a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::tree::{Arrow, Files, arrows};

/// How the parts of a crate may know each other.
pub struct Layout {
    /// What the binary calls the library.
    pub crate_name: &'static str,
    /// From the top down. What stands in one row does not know its neighbours; a layer is a file or a folder of `src/`.
    pub layers: &'static [&'static [&'static str]],
    /// Arrows, as their two files, that are still to go.
    pub exceptions: &'static [(&'static str, &'static str)],
}

/// Names everything that the layout forbids, a fault a paragraph.
pub fn faults(layout: &Layout, files: &Files) -> Vec<String> {
    let (arrows, mut faults) = arrows(files, layout.crate_name);
    let excepted = |arrow: &Arrow| layout.exceptions.contains(&(arrow.from.as_str(), arrow.to.as_str()));
    let (exceptions, kept): (Vec<Arrow>, Vec<Arrow>) = arrows.into_iter().partition(excepted);
    let mut in_order = Vec::new();
    for arrow in kept {
        match against(layout, &arrow) {
            Some(why) => faults.push(why),
            None => in_order.push(arrow),
        }
    }
    for (from, to) in layout.exceptions {
        let arrow = exceptions.iter().find(|arrow| arrow.from == *from && arrow.to == *to);
        let needed = arrow.is_some_and(|arrow| against(layout, arrow).is_some() || closes(&in_order, arrow));
        if !needed {
            faults.push(format!("the exception src/{from} -> src/{to} is no longer needed: take it off the list"));
        }
    }
    faults.extend(circles(in_order).iter().map(|circle| told(circle)));
    faults
}

/// Why an arrow runs against the order, if it does.
fn against(layout: &Layout, arrow: &Arrow) -> Option<String> {
    let row = |file: &str| layout.layers.iter().position(|row| row.contains(&layer(file)));
    let (from, to) = (layer(&arrow.from), layer(&arrow.to));
    let why = match (row(&arrow.from), row(&arrow.to)) {
        (None, _) => format!("`{from}` is no layer"),
        (_, None) => format!("`{to}` is no layer"),
        _ if from == to => return None,
        (Some(above), Some(below)) if above < below => return None,
        (Some(one), Some(other)) if one == other => format!("`{from}` stands beside `{to}`"),
        _ => format!("`{from}` stands below `{to}`"),
    };
    Some(format!("{}, but {why}", taking(arrow)))
}

fn layer(file: &str) -> &str {
    file.split_once('/').map_or(file.trim_end_matches(".rs"), |(folder, _)| folder)
}

fn taking(arrow: &Arrow) -> String {
    format!("src/{}:{} takes `{}` from src/{}", arrow.from, arrow.line, arrow.path, arrow.to)
}

fn told(circle: &[Arrow]) -> String {
    let files = circle.iter().map(|arrow| format!("\n  {}", taking(arrow)));
    format!("a circle of {} files:{}", circle.len(), files.collect::<String>())
}

/// Whether an arrow makes a circle out of others that form none of themselves.
fn closes(arrows: &[Arrow], arrow: &Arrow) -> bool {
    shortest(arrows, &arrow.to, &arrow.from).is_some()
}

/// The circles of files, the shortest first. No two share an arrow: mend one and another may show.
fn circles(mut arrows: Vec<Arrow>) -> Vec<Vec<Arrow>> {
    let mut circles: Vec<Vec<Arrow>> = Vec::new();
    loop {
        arrows = without_ends(arrows);
        let around = |arrow: &Arrow| {
            let back = shortest(&arrows, &arrow.to, &arrow.from)?;
            Some(std::iter::once(arrow).chain(back).cloned().collect())
        };
        let Some(circle) = arrows.iter().filter_map(around).min_by_key(Vec::len) else { return circles };
        arrows.retain(|arrow| !circle.contains(arrow));
        circles.push(circle);
    }
}

/// Drops the arrows that no circle can hold, since nothing leads to where they begin or on from where they end.
fn without_ends(mut arrows: Vec<Arrow>) -> Vec<Arrow> {
    loop {
        let before = arrows.len();
        let begun: BTreeSet<String> = arrows.iter().map(|arrow| arrow.from.clone()).collect();
        let ended: BTreeSet<String> = arrows.iter().map(|arrow| arrow.to.clone()).collect();
        arrows.retain(|arrow| ended.contains(&arrow.from) && begun.contains(&arrow.to));
        if arrows.len() == before {
            return arrows;
        }
    }
}

/// The fewest arrows that lead from one file to another.
fn shortest<'a>(arrows: &'a [Arrow], from: &str, to: &str) -> Option<Vec<&'a Arrow>> {
    let mut reached_by: BTreeMap<&str, &Arrow> = BTreeMap::new();
    let mut open = VecDeque::from([from]);
    while let Some(file) = open.pop_front() {
        for arrow in arrows.iter().filter(|arrow| arrow.from == file) {
            if !reached_by.contains_key(arrow.to.as_str()) {
                reached_by.insert(&arrow.to, arrow);
                open.push_back(&arrow.to);
            }
        }
    }
    let mut way = vec![*reached_by.get(to)?];
    while way[0].from != from {
        way.insert(0, reached_by[way[0].from.as_str()]);
    }
    Some(way)
}
