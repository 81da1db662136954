//! The first and the last moment that a date can mean.
//!
//! Moments are of our own, since the years of EDTF reach beyond those that the calendar library knows. They are
//! for sorting and comparing; it deliberately does no arithmetic with them.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::{Extent, Years};

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

/// Returns the first and the last moment of an extent.
pub(super) fn bounds(extent: Extent) -> (Moment, Moment) {
    match extent {
        Extent::Years(Years { first, last }) => (Moment::first(first, 1, 1), Moment::last(last, 12, 31)),
        Extent::Year(year) => (Moment::first(year, 1, 1), Moment::last(year, 12, 31)),
        Extent::SomeMonth(year) | Extent::SomeDayOfYear(year) => {
            (Moment::first(year.into(), 1, 1), Moment::last(year.into(), 12, 31))
        }
        Extent::Season(year, 24) => {
            let next = i64::from(year) + 1;
            (Moment::first(year.into(), 12, 1), Moment::last(next, 2, days_in_month(next, 2)))
        }
        Extent::Season(year, season) => {
            let (from, to) = ((season - 20) * 3, (season - 20) * 3 + 2);
            (Moment::first(year.into(), from, 1), Moment::last(year.into(), to, days_in_month(year.into(), to)))
        }
        Extent::Month(year, month) | Extent::SomeDay(year, month) => {
            let year = i64::from(year);
            (Moment::first(year, month, 1), Moment::last(year, month, days_in_month(year, month)))
        }
        Extent::Day(day) => {
            let year = day.year().into();
            (Moment::first(year, day.month(), day.day()), Moment::last(year, day.month(), day.day()))
        }
        Extent::Time(time, decimals, offset) => {
            // The first and the last days of the calendar have no other day to shift to.
            let lower = time.saturating_sub(SignedDuration::from_mins(offset.unwrap_or(0).into()));
            let length = match decimals {
                None => SignedDuration::new(59, 999_999_999),
                Some(0) => SignedDuration::new(0, 999_999_999),
                Some(digits) => SignedDuration::from_nanos(10_i64.pow(9_u32.saturating_sub(digits.into())) - 1),
            };
            (Moment::of(lower), Moment::of(lower.saturating_add(length)))
        }
    }
}

/// Returns how many days a month has; `month` is 1 to 12.
pub(super) fn days_in_month(year: i64, month: i8) -> i8 {
    // The calendar repeats every 400 years.
    let like = i16::try_from(year.rem_euclid(400)).unwrap_or(0) + 2000;
    Date::new(like, month, 1).map_or(31, Date::days_in_month)
}

impl Moment {
    fn first(year: i64, month: i8, day: i8) -> Self {
        Self { year, month, day, nanosecond: 0 }
    }

    fn last(year: i64, month: i8, day: i8) -> Self {
        Self { year, month, day, nanosecond: DAY - 1 }
    }

    fn of(time: DateTime) -> Self {
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
