//! Dates as sources give them: EDTF (ISO 8601-2:2019) level 1, in a form of our own.
//!
//! ```text
//! edtf      = part | interval
//! interval  = part "/" part | part "/.." | "../" part | part "/" | "/" part
//! part      = when qualifier?
//! qualifier = "?" | "~" | "%"              ; uncertain, approximate, both
//! when      = date | date ("T" | " ") time | year "-" season
//! date      = year | year "-" month | year "-" month "-" day
//!           | digit digit digit "X" | digit digit "XX"
//!           | year "-XX" | year "-XX-XX" | year "-" month "-XX"
//! time      = hour ":" minute (":" second)? zone?
//! zone      = "Z" | ("+" | "-") hour ":" minute
//! season    = "21" | "22" | "23" | "24"    ; spring, summer, autumn, winter
//! ```
//!
//! More than EDTF asks for: seconds may be left out, a space may stand for `T`, ends of intervals may have
//! a time. Less: no years before 0000 or after 9999, no fractions of a second. Seasons are those of the
//! north. It deliberately knows no time zone but the offset that is written.
//!
//! **Invariant:** its text reads as the same date again, and its first moment is not after its last.

mod human;
mod parse;

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Serialize, Serializer};

/// A date, a date-time or an interval, with how sure it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: String,
    when: When,
    lower: Option<DateTime>,
    upper: Option<DateTime>,
}

/// A moment that is exact to a day or better and not qualified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exact {
    /// A day.
    Day(Date),
    /// A day and a time without an offset.
    Local(DateTime),
    /// An instant.
    Instant(jiff::Timestamp),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum When {
    Single(Part),
    Interval(End, End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Open,
    Unknown,
    At(Part),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Part {
    extent: Extent,
    qualifier: Option<Qualifier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Qualifier {
    Uncertain,
    Approximate,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Extent {
    Century(i16),
    Decade(i16),
    Year(i16),
    Season(i16, i8),
    Month(i16, i8),
    Day(Date),
    /// With whether seconds are written, and the offset in minutes.
    Time(DateTime, bool, Option<i16>),
    /// `2019-XX`
    SomeMonth(i16),
    /// `2019-01-XX`
    SomeDay(i16, i8),
    /// `2019-XX-XX`
    SomeDayOfYear(i16),
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// The reason, in lower case, if it is none, also if the calendar does not have it.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::edtf(text)
    }

    /// Returns it as written, with `T` before the time and capital `X`s.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the first and the last moment it can mean; `None` is open or unknown.
    ///
    /// Date-times with an offset are turned to UTC, all others stay as they are.
    pub fn bounds(&self) -> (Option<DateTime>, Option<DateTime>) {
        (self.lower, self.upper)
    }

    /// Returns whether any part of it is uncertain or approximate.
    pub fn qualified(&self) -> bool {
        let of = |end: &End| matches!(end, End::At(Part { qualifier: Some(_), .. }));
        match &self.when {
            When::Single(part) => part.qualifier.is_some(),
            When::Interval(a, b) => of(a) || of(b),
        }
    }

    /// Returns whether it has two ends.
    pub fn is_interval(&self) -> bool {
        matches!(self.when, When::Interval(..))
    }

    /// Returns its day as written, if it is precise to a day or better.
    pub fn day(&self) -> Option<Date> {
        match self.when {
            When::Single(Part { extent: Extent::Day(day), .. }) => Some(day),
            When::Single(Part { extent: Extent::Time(time, ..), .. }) => Some(time.date()),
            _ => None,
        }
    }

    /// Returns the moment it names, if it is precise to a day or better and not qualified.
    pub fn exact(&self) -> Option<Exact> {
        match self.when {
            When::Single(Part { extent: Extent::Day(day), qualifier: None }) => Some(Exact::Day(day)),
            When::Single(Part { extent: Extent::Time(time, _, None), qualifier: None }) => Some(Exact::Local(time)),
            When::Single(Part { extent: Extent::Time(time, _, Some(minutes)), qualifier: None }) => {
                let offset = jiff::tz::Offset::from_seconds(i32::from(minutes) * 60).ok()?;
                offset.to_timestamp(time).ok().map(Exact::Instant)
            }
            _ => None,
        }
    }

    /// Shows it in words of a language (BCP 47); the text as it stands for those not known.
    pub fn human(&self, language: &str) -> String {
        human::words(&self.when, language).unwrap_or_else(|| self.text.clone())
    }

    /// Returns a valid value for `<time datetime>`, or `None` for what HTML cannot say.
    pub fn datetime_attribute(&self) -> Option<String> {
        let When::Single(part) = self.when else { return None };
        match part.extent {
            Extent::Year(year) | Extent::Month(year, _) if year < 1 => None,
            Extent::Day(date) if date.year() < 1 => None,
            Extent::Time(time, ..) if time.year() < 1 => None,
            Extent::Year(_) | Extent::Month(..) | Extent::Day(_) | Extent::Time(..) => {
                Some(self.text.trim_end_matches(['?', '~', '%']).to_owned())
            }
            _ => None,
        }
    }
}

impl Ord for Edtf {
    /// By lower bound (open first), then upper bound (open last), then text.
    fn cmp(&self, other: &Self) -> Ordering {
        let upper = |e: &Self| (e.upper.is_none(), e.upper);
        self.lower
            .cmp(&other.lower)
            .then_with(|| upper(self).cmp(&upper(other)))
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Edtf {
        Edtf::parse(text).unwrap_or_else(|reason| panic!("`{text}`: {reason}"))
    }

    #[test]
    fn bounds_are_the_first_and_the_last_moment() {
        let rows = [
            ("2019", "2019-01-01T00:00:00 2019-12-31T23:59:59"),
            ("2019-02", "2019-02-01T00:00:00 2019-02-28T23:59:59"),
            ("2020-02-29", "2020-02-29T00:00:00 2020-02-29T23:59:59"),
            ("2019-01-31T09:46", "2019-01-31T09:46:00 2019-01-31T09:46:59"),
            ("2019-01-31T09:46:59", "2019-01-31T09:46:59 2019-01-31T09:46:59"),
            ("2019-01-31T01:00:00+02:00", "2019-01-30T23:00:00 2019-01-30T23:00:00"),
            ("201X", "2010-01-01T00:00:00 2019-12-31T23:59:59"),
            ("20XX", "2000-01-01T00:00:00 2099-12-31T23:59:59"),
            ("2019-XX", "2019-01-01T00:00:00 2019-12-31T23:59:59"),
            ("2019-04-XX", "2019-04-01T00:00:00 2019-04-30T23:59:59"),
            ("2019-22", "2019-06-01T00:00:00 2019-08-31T23:59:59"),
            ("2019-24", "2019-12-01T00:00:00 2020-02-29T23:59:59"),
            ("2019-01-27/2019-02", "2019-01-27T00:00:00 2019-02-28T23:59:59"),
            ("2019/..", "2019-01-01T00:00:00 -"),
            ("/2019", "- 2019-12-31T23:59:59"),
        ];
        for (text, bounds) in rows {
            let (lower, upper) = date(text).bounds();
            let show = |t: Option<DateTime>| t.map_or("-".into(), |t| t.strftime("%FT%T").to_string());
            assert_eq!(format!("{} {}", show(lower), show(upper)), bounds, "{text}");
        }
    }

    #[test]
    fn orders_by_lower_bound_then_upper_bound_then_text() {
        let sorted = [
            "../2018",
            "201X",
            "2019-01-01",
            "2019-01",
            "2019",
            "2019?",
            "2019/..",
            "2019-01-30T23:00-04:00",
            "2019-01-31T09:46",
            "2019-02",
        ];
        let mut dates: Vec<Edtf> = sorted.iter().map(|t| date(t)).collect();
        dates.reverse();
        dates.sort();
        let texts: Vec<&str> = dates.iter().map(Edtf::as_str).collect();
        assert_eq!(texts, sorted);
    }

    #[test]
    fn says_what_html_can_say() {
        let rows = [
            ("2019", Some("2019")),
            ("2019-01?", Some("2019-01")),
            ("2019-01-31 09:46", Some("2019-01-31T09:46")),
            ("2019-01-31T09:46:59Z", Some("2019-01-31T09:46:59Z")),
            ("2019-01-31T09:46-04:00", Some("2019-01-31T09:46-04:00")),
            ("0000-01", None),
            ("201X", None),
            ("2019-21", None),
            ("2019/2020", None),
        ];
        for (text, attribute) in rows {
            assert_eq!(date(text).datetime_attribute().as_deref(), attribute, "{text}");
        }
    }

    #[test]
    fn knows_what_is_exact() {
        assert!(matches!(date("2019-01-31").exact(), Some(Exact::Day(_))));
        assert!(matches!(date("2019-01-31 09:00").exact(), Some(Exact::Local(_))));
        let Some(Exact::Instant(instant)) = date("2019-01-31T09:00+01:00").exact() else { panic!("an instant") };
        assert_eq!(instant.to_string(), "2019-01-31T08:00:00Z");
        assert_eq!(date("2019-01-31?").exact(), None);
        assert_eq!(date("2019-01").exact(), None);
        assert_eq!(date("2019-01-31?").day(), Some(jiff::civil::date(2019, 1, 31)));
        assert!(date("2019~/2020").qualified() && !date("2019/2020").qualified());
        assert!(date("2019/").is_interval() && !date("2019").is_interval());
        assert_eq!(serde_json::to_string(&date("2019?")).expect("text serialises"), "\"2019?\"");
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_its_own_text(text in "[0-9XTZ:+ /.?~%-]{0,24}|\\PC{0,12}|[12][0-9]{3}(-[0-3][0-9]){0,2}[?~%]?(/[12][0-9]{3})?") {
            if let Ok(date) = Edtf::parse(&text) {
                prop_assert_eq!(Edtf::parse(date.as_str()), Ok(date.clone()));
                if let (Some(lower), Some(upper)) = date.bounds() {
                    prop_assert!(lower <= upper);
                }
                for language in ["en", "es", "de"] {
                    prop_assert!(!date.human(language).is_empty());
                }
                let _ = (date.datetime_attribute(), date.exact(), date.day());
            }
        }
    }
}
