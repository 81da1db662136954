//! What a date is made of.
//!
//! It deliberately reads and shows nothing, and knows no rule of the calendar.

use jiff::civil::{Date, DateTime};

use super::moment::Moment;

/// A date, a date-time or an interval, with how sure it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Edtf {
    pub(super) text: String,
    pub(super) when: When,
    pub(super) lower: Option<Moment>,
    pub(super) upper: Option<Moment>,
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
pub(super) enum When {
    Single(Part),
    Interval(End, End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    Open,
    Unknown,
    At(Part),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub(super) extent: Extent,
    pub(super) qualifier: Option<Qualifier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Qualifier {
    Uncertain,
    Approximate,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Extent {
    Years(Years),
    Year(i64),
    Season(i16, i8),
    Month(i16, i8),
    Day(Date),
    /// With how many decimals its seconds have, if it has seconds, and the offset in minutes.
    Time(DateTime, Option<u8>, Option<i16>),
    /// `2019-XX`
    SomeMonth(i16),
    /// `2019-01-XX`
    SomeDay(i16, i8),
    /// `2019-XX-XX`
    SomeDayOfYear(i16),
}

/// `201X`, `20XX`: one of these years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Years {
    pub(super) first: i64,
    pub(super) last: i64,
}
