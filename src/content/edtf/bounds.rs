//! The first and the last moment that a date can mean.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::date::{Extent, Years};
use super::moment::Moment;

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
