//! Dates as sources give them: EDTF (ISO 8601-2:2019) level 1, in a form of our own.
//!
//! ```text
//! edtf      = part | interval
//! interval  = part "/" part | part "/.." | "../" part | part "/" | "/" part
//! part      = when qualifier?
//! qualifier = "?" | "~" | "%"              ; uncertain, approximate, both
//! when      = long | date | date ("T" | " ") time | year "-" season
//! long      = "Y" "-"? digit{5,18}         ; a year of more than four digits
//! year      = "-"? digit{4}                ; with a year 0: -0044 is 45 BCE
//! date      = year | year "-" month | year "-" month "-" day
//!           | "-"? digit{3} "X" | "-"? digit{2} "XX"
//!           | year "-XX" | year "-XX-XX" | year "-" month "-XX"
//! time      = hour ":" minute (":" second (("." | ",") digit{1,9})?)? zone?
//! zone      = "Z" | ("+" | "-") hour (":" minute)?
//! season    = "21" | "22" | "23" | "24"    ; spring, summer, autumn, winter
//! ```
//!
//! All of levels 0 and 1 is read. More than they ask for: seconds may be left out or have a fraction (as ISO
//! 8601-1 allows), a space may stand for `T`, `x` for `X`, and ends of intervals may have a time. What only level 2 has
//! (sets, exponents, significant digits, other seasons, parts that are qualified by themselves) is refused with its
//! reason. Where seasons are sorted, they are those of the north. It deliberately knows no time zone but the
//! offset that is written.
//!
//! **Invariant:** its text reads as the same date again, and its first moment is not after its last.

mod bounds;
mod date;
mod human;
mod moment;
mod parse;

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Serialize, Serializer};

use date::{End, Extent, Part, When};

pub use date::{Edtf, Exact};
pub use moment::Moment;

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
    pub fn bounds(&self) -> (Option<Moment>, Option<Moment>) {
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
            Extent::Year(year) if year > 0 => Some(format!("{year:04}")),
            Extent::Month(year, month) if year > 0 => Some(format!("{year:04}-{month:02}")),
            Extent::Day(date) if date.year() > 0 => Some(date.to_string()),
            // HTML knows no finer fractions.
            Extent::Time(time, decimals, offset) if time.year() > 0 => {
                Some(machine(time, decimals.map(|n| n.min(3)), offset))
            }
            _ => None,
        }
    }
}

fn machine(time: DateTime, decimals: Option<u8>, offset: Option<i16>) -> String {
    let mut text = format!("{}T{:02}:{:02}", time.date(), time.hour(), time.minute());
    if let Some(decimals) = decimals {
        text.push_str(&format!(":{:02}", time.second()));
        if decimals > 0 {
            let digits = format!("{:09}", time.subsec_nanosecond());
            text.push('.');
            text.push_str(&digits[..usize::from(decimals).min(9)]);
        }
    }
    match offset {
        None => {}
        Some(0) => text.push('Z'),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            text.push_str(&format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60));
        }
    }
    text
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
            ("-004X", "-0049-01-01T00:00:00 -0040-12-31T23:59:59"),
            ("-00XX", "-0099-01-01T00:00:00 0000-12-31T23:59:59"),
            ("0000-02", "0000-02-01T00:00:00 0000-02-29T23:59:59"),
            ("-0044-03-15", "-0044-03-15T00:00:00 -0044-03-15T23:59:59"),
            ("-0001-24", "-0001-12-01T00:00:00 0000-02-29T23:59:59"),
            ("9999-24", "9999-12-01T00:00:00 10000-02-29T23:59:59"),
            ("Y170000002", "170000002-01-01T00:00:00 170000002-12-31T23:59:59"),
            ("Y-170000002/-0044", "-170000002-01-01T00:00:00 -0044-12-31T23:59:59"),
            ("2019-01-31T09:46:59.5", "2019-01-31T09:46:59 2019-01-31T09:46:59"),
            ("2019-01-31T09:46:59-04", "2019-01-31T13:46:59 2019-01-31T13:46:59"),
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
            let show = |t: Option<Moment>| t.map_or("-".into(), |t| t.to_string());
            assert_eq!(format!("{} {}", show(lower), show(upper)), bounds, "{text}");
        }
    }

    #[test]
    fn orders_by_lower_bound_then_upper_bound_then_text() {
        let sorted = [
            "../2018",
            "Y-170000002",
            "-9999",
            "-0753/0476",
            "-004X",
            "-0044",
            "-0044-03-15",
            "0000",
            "201X",
            "2019-01-01",
            "2019-01",
            "2019",
            "2019?",
            "2019/..",
            "2019-01-30T23:00-04:00",
            "2019-01-31T09:46:00",
            "2019-01-31T09:46",
            "2019-01-31T09:46:00.25",
            "2019-02",
            "9999-12-31",
            "Y10000",
            "Y170000002",
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
            ("2019-01-31T09:46:59-04", Some("2019-01-31T09:46:59-04:00")),
            ("2019-01-31T09:46:59.123456", Some("2019-01-31T09:46:59.123")),
            ("0044", Some("0044")),
            ("Y170000002", Some("170000002")),
            ("Y-170000002", None),
            ("-0044-03-15", None),
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
        let Some(Exact::Instant(instant)) = date("2019-01-31T09:00:00.25-04").exact() else { panic!("an instant") };
        assert_eq!(instant.to_string(), "2019-01-31T13:00:00.25Z");
        assert_eq!(date("2019-01-31?").day(), Some(jiff::civil::date(2019, 1, 31)));
        assert!(date("2019~/2020").qualified() && !date("2019/2020").qualified());
        assert!(date("2019/").is_interval() && !date("2019").is_interval());
        assert_eq!(serde_json::to_string(&date("2019?")).expect("text serialises"), "\"2019?\"");
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_its_own_text(text in "[0-9XTYZES:+ /.,?~%-]{0,24}|\\PC{0,12}|(Y?-?[0-9]{0,3})?[12][0-9]{3}(-[0-3][0-9]){0,2}[?~%]?(/[12][0-9]{3})?|-?[0-9]{2}[0-9X]{2}(-[0-9X]{2}){0,2}[?~%]?/?") {
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
