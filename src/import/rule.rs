//! The furniture of web pages: lines that belong to the page and not to the article.
//!
//! Each rule says where it holds and what it recognises. A line is compared in its bare form
//! ([`bare`]): lower case, straight quotes, single spaces, no arrows or dots at its ends. Only whole
//! lines are recognised, and a few words at the end of a paragraph ([`trailing`]). WATCH and READ MORE
//! lines tell what the article was printed with and are text.
//!
//! It deliberately guesses nothing: a line that no rule names stays.

/// What recognises lines of one kind.
pub(super) struct Rule {
    /// What such a line is, for the report.
    pub(super) name: &'static str,
    /// Where the rule holds.
    pub(super) place: Place,
    /// How a line is recognised.
    pub(super) test: Test,
}

/// Where a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Above the headline.
    Top,
    /// On any line.
    Anywhere,
    /// Above the headline, and in the run of recognised lines that ends the text.
    Edge,
    /// In the run of recognised lines that ends the text.
    Foot,
}

/// How a line is recognised.
pub(super) enum Test {
    /// Each of its sentences is one of these, in the bare form; `…` stands for one to five words.
    Is(&'static [&'static str]),
    /// A look at the line as it is, and at the bare form of the line above.
    Looks(fn(&str, Option<&str>) -> bool),
}

/// All rules; the first that fits names the line.
pub(super) const RULES: &[Rule] = &[
    // "- The Daily Mail": a page title of which only the site's name is left.
    Rule { name: SITE_NAME, place: Place::Top, test: Test::Looks(|line, _| site_name(line).is_some()) },
    // "Home > World > Americas"
    Rule { name: "breadcrumb", place: Place::Top, test: Test::Looks(|line, _| is_breadcrumb(line)) },
    // "World": the section that the article stands in.
    Rule { name: "section", place: Place::Top, test: Test::Is(SECTIONS) },
    // The section's own description, under its name.
    Rule { name: "section description", place: Place::Top, test: Test::Looks(is_description) },
    // What stands at the head of every page.
    Rule { name: "page navigation", place: Place::Top, test: Test::Is(NAVIGATION) },
    // A place for an advertisement, and the words that lead around it.
    Rule { name: "advertisement", place: Place::Anywhere, test: Test::Is(ADVERTISEMENTS) },
    // Buttons that share, print or save.
    Rule { name: "share button", place: Place::Anywhere, test: Test::Is(SHARES) },
    // Links to the site's own pages elsewhere.
    Rule { name: "share button", place: Place::Edge, test: Test::Is(NETWORKS) },
    // Invitations to subscribe or sign in.
    Rule { name: "subscription", place: Place::Anywhere, test: Test::Is(SUBSCRIPTIONS) },
    // A form for comments, or the way to one.
    Rule { name: "comment form", place: Place::Foot, test: Test::Is(COMMENTS) },
    // A way to report a mistake.
    Rule { name: "correction form", place: Place::Foot, test: Test::Is(CORRECTIONS) },
    // The frame of a live feed: from "Newsfeed" to "Chats" and the title of what would be loaded.
    Rule { name: "newsfeed", place: Place::Foot, test: Test::Is(NEWSFEED) },
    // The counter under the feed's name.
    Rule { name: "newsfeed", place: Place::Foot, test: Test::Looks(is_counter) },
    // A heading over other articles, of which nothing is left.
    Rule { name: "list of other articles", place: Place::Foot, test: Test::Is(OTHERS) },
];

/// The name of the rule whose lines may name the outlet.
pub(super) const SITE_NAME: &str = "site name";

#[rustfmt::skip]
const SECTIONS: &[&str] = &[
    "home", "news", "world", "world news", "international", "national", "local", "local news", "politics", "business",
    "economy", "finance", "markets", "opinion", "analysis", "features", "culture", "arts", "science", "technology",
    "tech", "health", "environment", "sport", "sports", "travel", "lifestyle", "entertainment", "africa", "americas",
    "asia", "europe", "latin america", "middle east", "uk", "us", "usa", "top stories", "top news", "latest news",
    "breaking news", "news analysis",
];

#[rustfmt::skip]
const NAVIGATION: &[&str] = &[
    "skip to content", "skip to main content", "skip to navigation", "menu", "main menu", "search", "close", "login",
    "log in", "sign in", "register", "toggle navigation", "advertise with us",
];

#[rustfmt::skip]
const ADVERTISEMENTS: &[&str] = &[
    "ad", "ads", "advertisement", "advertisements", "advertising", "sponsored", "sponsored content",
    "story continues below", "story continues below advertisement", "article continues below",
    "article continues below advertisement", "article continues after ad", "article continues after advertisement",
    "continue reading below", "advertisement - continue reading below", "continue reading the main story",
    "scroll down to continue", "remove ads",
];

#[rustfmt::skip]
const SHARES: &[&str] = &[
    "share", "share this", "share this article", "share this story", "share this page", "share this post",
    "share this with", "share on facebook", "share on twitter", "share on x", "share on whatsapp",
    "share on linkedin", "share via email", "share with friends", "share article", "tweet", "tweet this", "pin it",
    "email this", "email this article", "print this article", "print this page", "copy link", "save article",
    "share tweet", "share tweet email", "click to share on facebook", "click to share on twitter",
];

#[rustfmt::skip]
const NETWORKS: &[&str] = &[
    "facebook", "twitter", "x", "instagram", "whatsapp", "telegram", "linkedin", "reddit", "youtube", "email", "print",
    "facebook twitter", "like this", "like loading", "follow us", "follow us on twitter", "follow us on facebook",
];

#[rustfmt::skip]
const SUBSCRIPTIONS: &[&str] = &[
    "subscribe", "subscribe now", "subscribe today", "subscribe here", "subscribe to our newsletter",
    "sign up", "sign up now", "sign up for our newsletter", "sign up to our newsletter", "sign up for the newsletter",
    "get our newsletter", "newsletter", "already a subscriber",
];

#[rustfmt::skip]
const COMMENTS: &[&str] = &[
    "leave a reply", "leave a comment", "post a comment", "add a comment", "post comment", "submit comment",
    "cancel reply", "leave a reply cancel reply", "comments", "comment", "0 comments", "no comments",
    "no comments yet", "view comments", "join the conversation", "join the discussion", "be the first to comment",
    "comments are closed", "your email … published", "required fields … marked", "want to discuss",
    "please read … commenting policy", "please read … commenting policy first", "name", "website", "your name",
    "your email", "save my name, … i comment", "save my name, email, … next time i comment",
    "notify me of … by email", "this site uses akismet to reduce spam", "learn how … is processed",
];

#[rustfmt::skip]
const CORRECTIONS: &[&str] =
    &["report an error", "report a mistake", "report a typo", "report an issue", "submit a correction", "send feedback"];

#[rustfmt::skip]
const NEWSFEED: &[&str] = &[
    "chats", "log in or register", "newsfeed", "заголовок открываемого материала", "loader",
    "to participate in the discussion",
];

#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "last news", "latest news", "latest", "more news", "more stories", "most read", "most popular", "most viewed",
    "trending", "trending now", "related", "related news", "related articles", "related stories", "related posts",
    "related topics", "recommended", "recommended for you", "you may also like", "you might also like", "read next",
    "up next", "top stories", "editor's picks", "editors' picks", "popular", "tags", "topics", "back to top",
];

/// Words that a page adds at the end of a paragraph, after its full stop.
#[rustfmt::skip]
const TRAILING: [&str; 8] = [
    "Ads", "ADS", "Advertisement", "ADVERTISEMENT", "Advertisements", "Story continues below",
    "Story continues below advertisement", "Article continues below",
];

/// Finds the rule that names a line in a place.
pub(super) fn find(line: &str, above: Option<&str>, holds: impl Fn(Place) -> bool) -> Option<&'static Rule> {
    let form = bare(line);
    RULES.iter().filter(|rule| holds(rule.place)).find(|rule| match rule.test {
        Test::Is(forms) => is_one_of(&form, forms),
        Test::Looks(looks) => looks(line, above),
    })
}

/// Says whether a bare line is one of the forms, or sentences that each are.
fn is_one_of(line: &str, forms: &[&str]) -> bool {
    let is = |words: &str| forms.iter().any(|form| fits(words, form));
    is(line) || line.split(['.', '?', '!']).map(bare).all(|sentence| is(&sentence))
}

fn fits(words: &str, form: &str) -> bool {
    let Some((start, end)) = form.split_once(" … ") else { return words == form };
    let between = words.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    between.is_some_and(|gap| {
        let apart = gap.starts_with(' ') && gap.ends_with(' ');
        apart && (1..=5).contains(&gap.split_whitespace().count())
    })
}

/// Brings a line into the form that rules are compared with.
pub(super) fn bare(line: &str) -> String {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    let line = words.join(" ").replace(['’', '‘'], "'");
    let ends = [' ', '.', ':', '…', '!', '*', '•', '·', '|', '»', '«', '›', '→', '←', '>', '<', '[', ']', '(', ')'];
    line.trim_matches(ends).to_owned()
}

/// Splits off the words that a page added at the end of a paragraph: where they begin, in bytes.
pub(super) fn trailing(line: &str) -> Option<usize> {
    TRAILING.iter().find_map(|words| {
        let before = line.strip_suffix(words)?;
        let sentence = before.trim_end();
        let ended = sentence.trim_end_matches(['”', '"', '’', '\'', '»', ')', ']']).ends_with(['.', '!', '?', '…']);
        (sentence.len() < before.len() && ended).then_some(before.len())
    })
}

/// Takes the site's name from what is left of a page title.
pub(super) fn site_name(line: &str) -> Option<&str> {
    let name = line.strip_prefix(['-', '–', '—', '|'])?.strip_prefix(' ')?;
    let few = name.split_whitespace().count() <= 4;
    (few && name.starts_with(char::is_uppercase) && !name.ends_with(['.', '!', '?', ':'])).then_some(name)
}

fn is_breadcrumb(line: &str) -> bool {
    let parts = |mark: char| -> Vec<&str> { line.split(mark).map(str::trim).collect() };
    let short = |parts: &[&str]| {
        parts.len() >= 2 && parts.iter().all(|part| (1..=3).contains(&part.split_whitespace().count()))
    };
    let arrows = ['>', '»', '›', '→'].into_iter().any(|mark| short(&parts(mark)));
    // A slash or a bar also parts other things: then the way must begin at home.
    arrows || ['/', '|'].into_iter().map(parts).any(|parts| short(&parts) && bare(parts[0]) == "home")
}

fn is_description(line: &str, above: Option<&str>) -> bool {
    let form = bare(line);
    above.is_some_and(|above| SECTIONS.contains(&above)) && line.ends_with('.') && form.starts_with("get the latest ")
}

fn is_counter(line: &str, above: Option<&str>) -> bool {
    above == Some("newsfeed") && line.len() <= 6 && line.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_in_the_bare_form() {
        for rule in RULES {
            if let Test::Is(forms) = rule.test {
                for form in forms {
                    assert_eq!(&bare(form), form, "{}", rule.name);
                }
            }
        }
    }

    #[test]
    fn lines_are_recognised_in_their_place_only() {
        let rows = [
            ("- The Harbour Gazette", None, Place::Top, Some("site name")),
            ("- The bridge is closed.", None, Place::Top, None),
            ("Home > News > North Quay", None, Place::Top, Some("breadcrumb")),
            ("Home / News", None, Place::Top, Some("breadcrumb")),
            ("Bridge / Tunnel", None, Place::Top, None),
            ("World", None, Place::Top, Some("section")),
            ("World", None, Place::Foot, None),
            ("Get the latest news from the quay.", Some("news"), Place::Top, Some("section description")),
            ("Get the latest news from the quay.", None, Place::Top, None),
            ("Story continues below…", None, Place::Anywhere, Some("advertisement")),
            ("SHARE", None, Place::Anywhere, Some("share button")),
            ("Subscribe »", None, Place::Anywhere, Some("subscription")),
            ("Leave a Reply", None, Place::Foot, Some("comment form")),
            ("Leave a Reply", None, Place::Top, None),
            (
                "Your email is never published. Required fields have been marked *",
                None,
                Place::Foot,
                Some("comment form"),
            ),
            ("Report an error", None, Place::Foot, Some("correction form")),
            ("Newsfeed", None, Place::Foot, Some("newsfeed")),
            ("0", Some("newsfeed"), Place::Foot, Some("newsfeed")),
            ("0", None, Place::Foot, None),
            ("Last news", None, Place::Foot, Some("list of other articles")),
            ("READ MORE: Quay to reopen", None, Place::Foot, None),
            ("WATCH: The quay", None, Place::Foot, None),
            ("Your email is never published. The quay is closed.", None, Place::Foot, None),
            ("They share", None, Place::Anywhere, None),
        ];
        for (line, above, place, name) in rows {
            let rule = find(line, above, |at| at == place);
            assert_eq!(rule.map(|rule| rule.name), name, "{line} {place:?}");
        }
    }

    #[test]
    fn only_what_follows_a_full_stop_is_trailing() {
        let rows = [
            ("It closed “today”. Ads", Some("Ads")),
            ("“It closed.” Advertisement", Some("Advertisement")),
            ("It closed. Story continues below", Some("Story continues below")),
            ("It sells Ads", None),
            ("It closed.Ads", None),
            ("Ads", None),
        ];
        for (line, words) in rows {
            assert_eq!(trailing(line).map(|at| &line[at..]), words, "{line}");
        }
    }
}
