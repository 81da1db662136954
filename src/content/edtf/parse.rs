//! From text to [`Edtf`]; the grammar stands with the type.

use jiff::civil::{Date, Time};

use super::bounds::{bounds, days_in_month};
use super::date::{Edtf, End, Extent, Part, Qualifier, When, Years};
use super::moment::Moment;

/// Reads a date, or says why it is none.
pub(super) fn edtf(text: &str) -> Result<Edtf, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if text.starts_with(['[', '{']) {
        return Err("sets of dates are not read; write an interval such as `1667/1668`".into());
    }
    let canonical = canonical(text);
    let (when, lower, upper) = match canonical.split_once('/') {
        None => {
            let part = part(&canonical)?;
            let (lower, upper) = bounds(part.extent);
            (When::Single(part), Some(lower), Some(upper))
        }
        Some((_, rest)) if rest.contains('/') => {
            return Err("an interval has one `/`; days are written as `2019-01-31`".into());
        }
        Some((start, end)) => interval(start, end)?,
    };
    Ok(Edtf { text: canonical, when, lower, upper })
}

type Bounded = (When, Option<Moment>, Option<Moment>);

fn interval(start: &str, end: &str) -> Result<Bounded, String> {
    let (a, b) = (end_of(start)?, end_of(end)?);
    if !matches!(a, End::At(_)) && !matches!(b, End::At(_)) {
        return Err("an interval needs a date on at least one side of the `/`".into());
    }
    let of = |end: End| match end {
        End::At(part) => Some(bounds(part.extent)),
        End::Open | End::Unknown => None,
    };
    let (lower, upper) = (of(a).map(|b| b.0), of(b).map(|b| b.1));
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

/// Writes `T` before times, `X` for what is not specified and a point before fractions.
fn canonical(text: &str) -> String {
    let parts: Vec<String> = text
        .split('/')
        .map(|part| {
            let mut part = part.trim().replace('x', "X");
            if part.contains(':') {
                part = part.replace(',', ".");
            }
            let at = if part.starts_with('-') { 11 } else { 10 };
            if part.as_bytes().get(at) == Some(&b' ') {
                part.replace_range(at..=at, "T");
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
    if bare.contains("..") {
        return Err("an open end is `..` in place of a date, as in `1985/..`".into());
    }
    let day = if bare.starts_with('-') { 11 } else { 10 };
    let extent = match bare.split_once('T') {
        Some((date, time)) if date.len() == day => date_time(date, time)?,
        _ => date(bare)?,
    };
    Ok(Part { extent, qualifier })
}

/// What stands in the place of the year.
enum Year {
    Known(i16),
    /// With how many digits are not known.
    Masked(i16, u32),
}

fn date(text: &str) -> Result<Extent, String> {
    if let Some(long) = text.strip_prefix('Y') {
        return long_year(long).map(Extent::Year);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let fields: Vec<&str> = digits.split('-').collect();
    let year = match year(fields[0], negative)? {
        Year::Known(year) => year,
        Year::Masked(..) if fields.len() > 1 => {
            return Err("where digits of the year are not known, month and day are left out".into());
        }
        Year::Masked(year, unknown) => {
            let span = 10_i64.pow(unknown) - 1;
            let year = i64::from(year);
            // `-004X` is -0049 to -0040: the known digits are those farther from the year 0.
            let (first, last) = if negative { (year - span, year) } else { (year, year + span) };
            return Ok(Extent::Years(Years { first, last }));
        }
    };
    match fields[1..] {
        [] => Ok(Extent::Year(year.into())),
        ["XX"] => Ok(Extent::SomeMonth(year)),
        ["XX", "XX"] => Ok(Extent::SomeDayOfYear(year)),
        ["XX", _] => Err("the day cannot be known where the month is not".into()),
        [month] => match two_digits(month, "month")? {
            season @ 21..=24 => Ok(Extent::Season(year, season)),
            25..=41 => Err(format!("`{month}` is none of the seasons `21` to `24`")),
            month => checked_month(month).map(|month| Extent::Month(year, month)),
        },
        [month, day] => {
            let month = two_digits(month, "month")?;
            if (21..=41).contains(&month) {
                return Err("a season has no day".into());
            }
            let month = checked_month(month)?;
            if day == "XX" {
                return Ok(Extent::SomeDay(year, month));
            }
            checked_day(year, month, two_digits(day, "day")?).map(Extent::Day)
        }
        _ => Err("a date has a year, a month and a day, and no more".into()),
    }
}

fn year(text: &str, negative: bool) -> Result<Year, String> {
    let number = |digits: &[u8]| digits.iter().fold(0, |n, d| n * 10 + i16::from(d - b'0'));
    let signed = |n: i16| if negative { -n } else { n };
    let known = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.as_bytes().split_at(known);
    match (digits.len(), rest) {
        (4, b"") if negative && digits == b"0000" => Err("there is no year `-0000`; 1 BCE is `0000`".into()),
        (4, b"") => Ok(Year::Known(signed(number(digits)))),
        (3, b"X") => Ok(Year::Masked(signed(number(digits) * 10), 1)),
        (2, b"XX") => Ok(Year::Masked(signed(number(digits) * 100), 2)),
        (0 | 1, rest) if text.len() == 4 && rest.iter().all(|&b| b == b'X') => {
            Err("at most the last two digits of a year may be `X`".into())
        }
        (5.., b"") => Err("a year of more than four digits begins with `Y`, as in `Y12000`".into()),
        (1.., b"") => Err("a year has four digits and stands first".into()),
        (4, [b'S', ..]) => Err("significant digits (`S`) are not read".into()),
        _ => Err("dates are written as `2019`, `2019-01` or `2019-01-31`".into()),
    }
}

/// Reads what follows the `Y` of a year of more than four digits.
fn long_year(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if digits.split_once(['E', 'S']).is_some_and(|(a, _)| is_number(a)) {
        return Err("exponents (`E`) and significant digits (`S`) are not read; write the year out".into());
    }
    if digits.split_once('-').is_some_and(|(a, _)| is_number(a)) {
        return Err("a year that begins with `Y` has no month".into());
    }
    if !is_number(digits) {
        return Err("a year that begins with `Y` has digits only, as in `Y12000` or `Y-12000`".into());
    }
    if digits.len() <= 4 || digits.starts_with('0') {
        return Err("`Y` is for years of more than four digits; write `2019` or `-0044`".into());
    }
    // Eighteen digits are more than the universe needs, and one more year never overflows.
    let parsed = if digits.len() <= 18 { text.parse().ok() } else { None };
    parsed.ok_or_else(|| "a year has at most 18 digits".into())
}

fn date_time(day: &str, time: &str) -> Result<Extent, String> {
    let Extent::Day(day) = date(day)? else {
        return Err("a time needs a whole date before it".into());
    };
    let (clock, offset) = match time.find(['Z', '+', '-']) {
        None => (time, None),
        Some(at) if &time[at..] == "Z" => (&time[..at], Some(0)),
        Some(at) => {
            let zone = &time[at + 1..];
            let (hours, minutes) = if zone.len() == 2 { (zone, "00") } else { zone.split_once(':').ok_or(OFFSET)? };
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
    let (second, nanosecond, decimals) = match second {
        None => (0, 0, None),
        Some(second) => {
            let (whole, fraction) = second.split_once('.').map_or((second, None), |(a, b)| (a, Some(b)));
            let (nanosecond, decimals) = fraction.map_or(Ok((0, 0)), nanoseconds)?;
            (below(whole, 60, "second")?, nanosecond, Some(decimals))
        }
    };
    let time = Time::new(hour, minute, second, nanosecond).map_err(|_| "there is no such time".to_owned())?;
    Ok(Extent::Time(day.to_datetime(time), decimals, offset))
}

const OFFSET: &str = "an offset is written as `Z`, `+01:00`, `-04:00` or `-04`";

/// Reads the digits after the point; returns how many there are too.
fn nanoseconds(digits: &str) -> Result<(i32, u8), String> {
    match digits.len() {
        count @ 1..=9 if digits.bytes().all(|b| b.is_ascii_digit()) => {
            let number = digits.bytes().fold(0, |n, d| n * 10 + i32::from(d - b'0'));
            let zeros = 9 - u32::try_from(count).unwrap_or(9);
            Ok((number * 10_i32.pow(zeros), u8::try_from(count).unwrap_or(9)))
        }
        _ => Err("a fraction of a second has one to nine digits".into()),
    }
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
    let days = days_in_month(year.into(), month);
    Date::new(year, month, day).map_err(|_| {
        let sign = if year < 0 { "-" } else { "" };
        format!("{sign}{:04}-{month:02} has only {days} days", year.unsigned_abs())
    })
}

#[cfg(test)]
mod tests {
    use super::super::Edtf;

    /// The examples of the specification (Library of Congress, 4 February 2019), by section.
    #[test]
    fn reads_the_examples_of_levels_zero_and_one() {
        let rows = [
            // Level 0: date, date and time, interval.
            "1985-04-12",
            "1985-04",
            "1985",
            "1985-04-12T23:20:30",
            "1985-04-12T23:20:30Z",
            "1985-04-12T23:20:30-04",
            "1985-04-12T23:20:30+04:30",
            "1964/2008",
            "2004-06/2006-08",
            "2004-02-01/2005-02-08",
            "2004-02-01/2005-02",
            "2004-02-01/2005",
            "2005/2006-02",
            // Level 1: years of more than four digits, seasons.
            "Y170000002",
            "Y-170000002",
            "2001-21",
            "2001-22",
            "2001-23",
            "2001-24",
            // Qualification, unspecified digits.
            "1984?",
            "2004-06~",
            "2004-06-11%",
            "201X",
            "20XX",
            "2004-XX",
            "1985-04-XX",
            "1985-XX-XX",
            // Open and unknown ends, qualified ends, negative years.
            "1985-04-12/..",
            "1985-04/..",
            "1985/..",
            "../1985-04-12",
            "../1985-04",
            "../1985",
            "1985-04-12/",
            "1985-04/",
            "1985/",
            "/1985-04-12",
            "/1985-04",
            "/1985",
            "1984~/2004-06",
            "1984/2004-06~",
            "1984~/2004~",
            "1984?/2004%",
            "-1985",
        ];
        for text in rows {
            assert_eq!(Edtf::parse(text).as_ref().map(Edtf::as_str), Ok(text));
        }
    }

    #[test]
    fn reads_what_follows_from_them() {
        let rows = [
            "0000",
            "-0044",
            "-0044-03",
            "-0044-03-15",
            "-0044-03-15T12:00:00Z",
            "-0044~",
            "-0044-21",
            "-0044-XX",
            "-9999",
            "-004X",
            "-00XX",
            "-0753/0476",
            "Y10000",
            "Y-10000?",
            "Y-170000002/..",
            "9999-24",
            "2020-02-29",
            "2019-01-31T09:46",
            "2019-01-31T09:46:59.5",
            "2019-01-31T09:46:59.123456789Z",
            "2019-01-31T09:46-04",
            "2019-01-31T09:46/2019-01-31T10:00",
            "201X/..",
            "2001-21~/2001-22?",
            "2019-XX-XX%",
        ];
        for text in rows {
            assert_eq!(Edtf::parse(text).as_ref().map(Edtf::as_str), Ok(text));
        }
        let rows = [
            ("2019-01-31 09:46", "2019-01-31T09:46"),
            ("-0044-03-15 09:46", "-0044-03-15T09:46"),
            ("2019-01-31T09:46:59,25", "2019-01-31T09:46:59.25"),
            ("201x", "201X"),
            (" 2019 / 2020 ", "2019/2020"),
        ];
        for (text, canonical) in rows {
            assert_eq!(Edtf::parse(text).as_ref().map(Edtf::as_str), Ok(canonical));
        }
    }

    #[test]
    fn says_why_it_is_no_date() {
        const WRITTEN: &str = "dates are written as `2019`, `2019-01` or `2019-01-31`";
        const END: &str = "one `?`, `~` or `%` stands at the end of a date";
        const SETS: &str = "sets of dates are not read; write an interval such as `1667/1668`";
        const EXPONENT: &str = "exponents (`E`) and significant digits (`S`) are not read; write the year out";
        const MASKED: &str = "where digits of the year are not known, month and day are left out";
        let rows = [
            ("", "it is empty"),
            ("2019-02-30", "2019-02 has only 28 days"),
            ("-0044-02-30", "-0044-02 has only 29 days"),
            ("2019-13", "there is no month `13`"),
            ("2019-00", "there is no month `00`"),
            ("2019-42", "there is no month `42`"),
            ("2019-01-00", "there is no day `00`"),
            ("2019-1-3", "a month has two digits"),
            ("2019-01-3", "a day has two digits"),
            ("19", "a year has four digits and stands first"),
            ("-44", "a year has four digits and stands first"),
            ("31-01-2019", "a year has four digits and stands first"),
            ("31/01/2019", "an interval has one `/`; days are written as `2019-01-31`"),
            ("January 2019", WRITTEN),
            ("31.01.2019", WRITTEN),
            ("Guaidó", WRITTEN),
            ("-", WRITTEN),
            ("--2019", WRITTEN),
            ("-0000", "there is no year `-0000`; 1 BCE is `0000`"),
            ("2019-XX-03", "the day cannot be known where the month is not"),
            ("2019-01-31-01", "a date has a year, a month and a day, and no more"),
            ("2019?~", END),
            ("2019-01-31T25:00", "there is no hour `25`"),
            ("2019-01-31T24:00:00", "there is no hour `24`"),
            ("2019-01-31T09:60", "there is no minute `60`"),
            ("2019-01-31T09:46:60", "there is no second `60`"),
            ("2019-01-31T09", "a time is written as `09:46` or `09:46:59`"),
            ("2019-01-31T09:46:59.", "a fraction of a second has one to nine digits"),
            ("2019-01-31T09:46:59.1234567890", "a fraction of a second has one to nine digits"),
            ("2019-01-31T09:46.5", "a minute has two digits"),
            ("2019-01-31T09:46+0100", "an offset is written as `Z`, `+01:00`, `-04:00` or `-04`"),
            ("2019-01-XXT09:46", "a time needs a whole date before it"),
            ("2020/2019", "the interval ends before it begins"),
            ("-0044/-0100", "the interval ends before it begins"),
            ("../..", "an interval needs a date on at least one side of the `/`"),
            ("/", "an interval needs a date on at least one side of the `/`"),
            ("1985..", "an open end is `..` in place of a date, as in `1985/..`"),
            // Years of more than four digits.
            ("12019", "a year of more than four digits begins with `Y`, as in `Y12000`"),
            ("Y2019", "`Y` is for years of more than four digits; write `2019` or `-0044`"),
            ("Y-02019", "`Y` is for years of more than four digits; write `2019` or `-0044`"),
            ("Y12000-01", "a year that begins with `Y` has no month"),
            ("Y1200X", "a year that begins with `Y` has digits only, as in `Y12000` or `Y-12000`"),
            ("Y", "a year that begins with `Y` has digits only, as in `Y12000` or `Y-12000`"),
            ("Y1234567890123456789", "a year has at most 18 digits"),
            // The examples of level 2.
            ("Y-17E7", EXPONENT),
            ("Y171010000S3", EXPONENT),
            ("Y3388E2S3", EXPONENT),
            ("1950S2", "significant digits (`S`) are not read"),
            ("2001-34", "`34` is none of the seasons `21` to `24`"),
            ("2001-21-01", "a season has no day"),
            ("[1667,1668,1670..1672]", SETS),
            ("{1960,1961-12}", SETS),
            ("2004-06~-11", END),
            ("2004?-06-11", END),
            ("?2004-06-~11", END),
            ("156X-12-25", MASKED),
            ("15XX-12-25", MASKED),
            ("1XXX", "at most the last two digits of a year may be `X`"),
            ("XXXX-12-XX", "at most the last two digits of a year may be `X`"),
            ("1984-1X", "a month has two digits"),
            ("2004-06-XX/2004-07-0X", "a day has two digits"),
        ];
        for (text, reason) in rows {
            assert_eq!(Edtf::parse(text).map_err(|e| e.clone()), Err(reason.to_owned()), "{text}");
        }
    }
}
