//! Moments of our own, since the years of EDTF reach beyond those that the calendar library knows.
//!
//! They are for sorting and comparing; it deliberately does no arithmetic with them.

use std::fmt;

use jiff::civil::DateTime;

/// A moment on the clock, in the proleptic Gregorian calendar with a year 0 (1 BCE).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    // The order of the fields is the order of moments.
    year: i64,
    month: i8,
    day: i8,
    nanosecond: i64,
}

const DAY: i64 = 86_400_000_000_000;

impl Moment {
    /// Begins a day.
    pub(super) fn first(year: i64, month: i8, day: i8) -> Self {
        Self { year, month, day, nanosecond: 0 }
    }

    /// Ends a day, to the nanosecond.
    pub(super) fn last(year: i64, month: i8, day: i8) -> Self {
        Self { year, month, day, nanosecond: DAY - 1 }
    }

    pub(super) fn of(time: DateTime) -> Self {
        let midnight = time.date().at(0, 0, 0, 0);
        let nanosecond = i64::try_from(time.duration_since(midnight).as_nanos()).unwrap_or(0);
        Self { year: time.year().into(), month: time.month(), day: time.day(), nanosecond }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        let second = self.nanosecond / 1_000_000_000;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let year = self.year.unsigned_abs();
        write!(f, "{sign}{year:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}", self.month, self.day)
    }
}
