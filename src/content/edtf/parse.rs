//! From text to [`Edtf`]; the grammar stands with the type.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan};

use super::{Edtf, End, Extent, Part, Qualifier, When};

/// Reads a date, or says why it is none.
pub(super) fn edtf(text: &str) -> Result<Edtf, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is empty".into());
    }
    let canonical = canonical(text);
    let (when, lower, upper) = match canonical.split_once('/') {
        None => {
            let part = part(&canonical)?;
            let (lower, upper) = bounds(part.extent)?;
            (When::Single(part), Some(lower), Some(upper))
        }
        Some((_, rest)) if rest.contains('/') => {
            return Err("an interval has one `/`; days are written as `2019-01-31`".into());
        }
        Some((start, end)) => interval(start, end)?,
    };
    Ok(Edtf { text: canonical, when, lower, upper })
}

type Bounded = (When, Option<DateTime>, Option<DateTime>);

fn interval(start: &str, end: &str) -> Result<Bounded, String> {
    let (a, b) = (end_of(start)?, end_of(end)?);
    if !matches!(a, End::At(_)) && !matches!(b, End::At(_)) {
        return Err("an interval needs a date on at least one side of the `/`".into());
    }
    let of = |end: End| match end {
        End::At(part) => bounds(part.extent).map(Some),
        End::Open | End::Unknown => Ok(None),
    };
    let (lower, upper) = (of(a)?.map(|b| b.0), of(b)?.map(|b| b.1));
    if let (Some(lower), Some(upper)) = (lower, upper)
        && upper < lower
    {
        return Err("the interval ends before it begins".into());
    }
    Ok((When::Interval(a, b), lower, upper))
}

fn end_of(text: &str) -> Result<End, String> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => part(text).map(End::At),
    }
}

/// Writes `T` before times and `X` for what is not specified.
fn canonical(text: &str) -> String {
    let parts: Vec<String> = text
        .split('/')
        .map(|part| {
            let mut part = part.trim().replace('x', "X");
            if part.as_bytes().get(10) == Some(&b' ') {
                part.replace_range(10..11, "T");
            }
            part
        })
        .collect();
    parts.join("/")
}

fn part(text: &str) -> Result<Part, String> {
    let qualifier = match text.as_bytes().last() {
        Some(b'?') => Some(Qualifier::Uncertain),
        Some(b'~') => Some(Qualifier::Approximate),
        Some(b'%') => Some(Qualifier::Both),
        _ => None,
    };
    let bare = if qualifier.is_some() { &text[..text.len() - 1] } else { text };
    if bare.contains(['?', '~', '%']) {
        return Err("one `?`, `~` or `%` stands at the end of a date".into());
    }
    let extent = match bare.split_once('T') {
        Some((day, time)) if day.len() == 10 => date_time(day, time)?,
        _ => date(bare)?,
    };
    Ok(Part { extent, qualifier })
}

fn date(text: &str) -> Result<Extent, String> {
    let fields: Vec<&str> = text.split('-').collect();
    let year = match fields[0].as_bytes() {
        [a, b, b'X', b'X'] if fields.len() == 1 && a.is_ascii_digit() && b.is_ascii_digit() => {
            return Ok(Extent::Century(i16::from(a - b'0') * 1000 + i16::from(b - b'0') * 100));
        }
        [a, b, c, b'X'] if fields.len() == 1 && [a, b, c].iter().all(|d| d.is_ascii_digit()) => {
            let [a, b, c] = [a, b, c].map(|d| i16::from(d - b'0'));
            return Ok(Extent::Decade(a * 1000 + b * 100 + c * 10));
        }
        digits if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit) => {
            digits.iter().fold(0, |n, d| n * 10 + i16::from(d - b'0'))
        }
        digits if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            return Err("a year has four digits and stands first".into());
        }
        _ => return Err("dates are written as `2019`, `2019-01` or `2019-01-31`".into()),
    };
    match fields[1..] {
        [] => Ok(Extent::Year(year)),
        ["XX"] => Ok(Extent::SomeMonth(year)),
        ["XX", "XX"] => Ok(Extent::SomeDayOfYear(year)),
        ["XX", _] => Err("the day cannot be known where the month is not".into()),
        [month] => match two_digits(month, "month")? {
            season @ 21..=24 => Ok(Extent::Season(year, season)),
            month => checked_month(month).map(|month| Extent::Month(year, month)),
        },
        [month, day] => {
            let month = checked_month(two_digits(month, "month")?)?;
            if day == "XX" {
                return Ok(Extent::SomeDay(year, month));
            }
            checked_day(year, month, two_digits(day, "day")?).map(Extent::Day)
        }
        _ => Err("a date has a year, a month and a day, and no more".into()),
    }
}

fn date_time(day: &str, time: &str) -> Result<Extent, String> {
    let Extent::Day(day) = date(day)? else {
        return Err("a time needs a whole date before it".into());
    };
    let (clock, offset) = match time.find(['Z', '+', '-']) {
        None => (time, None),
        Some(at) if &time[at..] == "Z" => (&time[..at], Some(0)),
        Some(at) => {
            let (hours, minutes) =
                time[at + 1..].split_once(':').ok_or("an offset is written as `Z`, `+01:00` or `-04:00`")?;
            let (hours, minutes) = (below(hours, 24, "hour")?, below(minutes, 60, "minute")?);
            let total = i16::from(hours) * 60 + i16::from(minutes);
            (&time[..at], Some(if time.as_bytes()[at] == b'-' { -total } else { total }))
        }
    };
    let fields: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match fields[..] {
        [hour, minute] => (hour, minute, None),
        [hour, minute, second] => (hour, minute, Some(second)),
        _ => return Err("a time is written as `09:46` or `09:46:59`".into()),
    };
    let (hour, minute) = (below(hour, 24, "hour")?, below(minute, 60, "minute")?);
    let seconds = second.map(|s| below(s, 60, "second")).transpose()?;
    let time = Time::new(hour, minute, seconds.unwrap_or(0), 0).map_err(|_| "there is no such time".to_owned())?;
    Ok(Extent::Time(day.to_datetime(time), seconds.is_some(), offset))
}

fn two_digits(text: &str, what: &str) -> Result<i8, String> {
    match text.as_bytes() {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Ok((a - b'0') as i8 * 10 + (b - b'0') as i8),
        _ => Err(format!("a {what} has two digits")),
    }
}

fn below(text: &str, limit: i8, what: &str) -> Result<i8, String> {
    let n = two_digits(text, what)?;
    if n < limit { Ok(n) } else { Err(format!("there is no {what} `{text}`")) }
}

fn checked_month(month: i8) -> Result<i8, String> {
    if (1..=12).contains(&month) { Ok(month) } else { Err(format!("there is no month `{month:02}`")) }
}

fn checked_day(year: i16, month: i8, day: i8) -> Result<Date, String> {
    if day == 0 {
        return Err("there is no day `00`".into());
    }
    let days = first_of(year, month)?.days_in_month();
    Date::new(year, month, day).map_err(|_| format!("{year:04}-{month:02} has only {days} days"))
}

fn first_of(year: i16, month: i8) -> Result<Date, String> {
    Date::new(year, month, 1).map_err(|_| format!("there is no month `{month:02}`"))
}

/// Returns the first and the last moment of an extent.
fn bounds(extent: Extent) -> Result<(DateTime, DateTime), String> {
    let days = |from: Date, to: Date| (from.at(0, 0, 0, 0), to.at(23, 59, 59, 999_999_999));
    let years = |from: i16, to: i16| Ok::<_, String>(days(first_of(from, 1)?, first_of(to, 12)?.last_of_month()));
    match extent {
        Extent::Century(year) => years(year, year + 99),
        Extent::Decade(year) => years(year, year + 9),
        Extent::Year(year) | Extent::SomeMonth(year) | Extent::SomeDayOfYear(year) => years(year, year),
        Extent::Season(year, season) => {
            let from = first_of(year, (season - 20) * 3)?;
            let last = from.checked_add(2.months()).map_err(|_| "the year is too late".to_owned())?;
            Ok(days(from, last.last_of_month()))
        }
        Extent::Month(year, month) | Extent::SomeDay(year, month) => {
            let from = first_of(year, month)?;
            Ok(days(from, from.last_of_month()))
        }
        Extent::Day(day) => Ok(days(day, day)),
        Extent::Time(time, seconds, offset) => {
            let lower = time.saturating_sub(SignedDuration::from_mins(offset.unwrap_or(0).into()));
            let length = SignedDuration::new(if seconds { 0 } else { 59 }, 999_999_999);
            Ok((lower, lower.saturating_add(length)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Edtf;

    #[test]
    fn reads_level_one() {
        let rows = [
            "2019",
            "2019-01",
            "2019-01-31",
            "2020-02-29",
            "2019-01-31T09:46:59Z",
            "2019-01-31T09:46:59-04:00",
            "2019-01-31T09:46",
            "2019?",
            "2019-01~",
            "2019-01-31%",
            "201X",
            "20XX",
            "2019-XX",
            "2019-01-XX",
            "2019-XX-XX",
            "2019-21",
            "2019-01-27/2019-02-07",
            "2018~/2019?",
            "2019-01-27/..",
            "../2019-02-07",
            "2019/",
            "/2019",
            "9999-23",
        ];
        for text in rows {
            assert_eq!(Edtf::parse(text).as_ref().map(Edtf::as_str), Ok(text));
        }
        let rows = [("2019-01-31 09:46", "2019-01-31T09:46"), ("201x", "201X"), (" 2019 / 2020 ", "2019/2020")];
        for (text, canonical) in rows {
            assert_eq!(Edtf::parse(text).as_ref().map(Edtf::as_str), Ok(canonical));
        }
    }

    #[test]
    fn says_why_it_is_no_date() {
        let rows = [
            ("", "it is empty"),
            ("2019-02-30", "2019-02 has only 28 days"),
            ("2019-13", "there is no month `13`"),
            ("2019-00", "there is no month `00`"),
            ("2019-25", "there is no month `25`"),
            ("2019-01-00", "there is no day `00`"),
            ("2019-1-3", "a month has two digits"),
            ("2019-01-3", "a day has two digits"),
            ("19", "a year has four digits and stands first"),
            ("31-01-2019", "a year has four digits and stands first"),
            ("31/01/2019", "an interval has one `/`; days are written as `2019-01-31`"),
            ("January 2019", "dates are written as `2019`, `2019-01` or `2019-01-31`"),
            ("31.01.2019", "dates are written as `2019`, `2019-01` or `2019-01-31`"),
            ("Guaidó", "dates are written as `2019`, `2019-01` or `2019-01-31`"),
            ("2019-XX-03", "the day cannot be known where the month is not"),
            ("2019-01-31-01", "a date has a year, a month and a day, and no more"),
            ("2019?~", "one `?`, `~` or `%` stands at the end of a date"),
            ("2019?-01", "one `?`, `~` or `%` stands at the end of a date"),
            ("2019-01-31T25:00", "there is no hour `25`"),
            ("2019-01-31T09:60", "there is no minute `60`"),
            ("2019-01-31T09:46:60", "there is no second `60`"),
            ("2019-01-31T09", "a time is written as `09:46` or `09:46:59`"),
            ("2019-01-31T09:46:59.5", "a second has two digits"),
            ("2019-01-31T09:46+0100", "an offset is written as `Z`, `+01:00` or `-04:00`"),
            ("2019-01-XXT09:46", "a time needs a whole date before it"),
            ("2020/2019", "the interval ends before it begins"),
            ("../..", "an interval needs a date on at least one side of the `/`"),
            ("/", "an interval needs a date on at least one side of the `/`"),
            ("9999-24", "the year is too late"),
        ];
        for (text, reason) in rows {
            assert_eq!(Edtf::parse(text).map_err(|e| e.clone()), Err(reason.to_owned()), "{text}");
        }
    }
}
