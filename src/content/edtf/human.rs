//! Dates in words, in English and Spanish.
//!
//! Years before 1 are counted as readers count them: `-0044` is 45 BCE, `45 a. C.` in Spanish. It deliberately
//! leaves out seconds, and says the offset of a time, since it converts nothing.

use jiff::civil::Date;

use super::date::{End, Extent, Part, Qualifier, When, Years};

/// Shows a date in words, or `None` in a language that is not known.
pub(super) fn words(when: &When, language: &str) -> Option<String> {
    let tongue = match language.split(['-', '_']).next()? {
        "en" => ENGLISH,
        "es" => SPANISH,
        _ => return None,
    };
    Some(match when {
        When::Single(part) => tongue.part(part),
        When::Interval(End::At(a), End::At(b)) => tongue.between(a, b),
        When::Interval(End::At(a), End::Open) => format!("{} {}", tongue.since, tongue.with_article(a)),
        When::Interval(End::At(a), _) => {
            format!("{} {}, {}", tongue.from, tongue.with_article(a), tongue.end_unknown)
        }
        When::Interval(End::Unknown, End::At(b)) => {
            format!("{} {}, {}", tongue.until, tongue.with_article(b), tongue.start_unknown)
        }
        When::Interval(_, End::At(b)) => format!("{} {}", tongue.until, tongue.with_article(b)),
        When::Interval(..) => return None,
    })
}

struct Tongue {
    months: [&'static str; 12],
    seasons: [&'static str; 4],
    /// Between day, month and year.
    of: &'static str,
    /// Before a day after a preposition.
    the: &'static str,
    since: &'static str,
    from: &'static str,
    until: &'static str,
    end_unknown: &'static str,
    start_unknown: &'static str,
    probably: &'static str,
    about: &'static str,
    probably_about: &'static str,
    decade: fn(i64) -> String,
    /// Behind years before 1.
    before: &'static str,
    /// Between the thousands of years of five digits and more.
    thousands: char,
    some_month: &'static str,
    some_day: &'static str,
}

const ENGLISH: Tongue = Tongue {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    seasons: ["spring", "summer", "autumn", "winter"],
    of: " ",
    the: "",
    since: "since",
    from: "from",
    until: "until",
    end_unknown: "end unknown",
    start_unknown: "beginning unknown",
    probably: "probably",
    about: "about",
    probably_about: "probably about",
    decade: |year| format!("{year}s"),
    before: "\u{a0}BCE",
    thousands: ',',
    some_month: "a month in",
    some_day: "a day in",
};

const SPANISH: Tongue = Tongue {
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    seasons: ["primavera", "verano", "otoño", "invierno"],
    of: " de ",
    the: "el ",
    since: "desde",
    from: "desde",
    until: "hasta",
    end_unknown: "final desconocido",
    start_unknown: "comienzo desconocido",
    probably: "probablemente",
    about: "hacia",
    probably_about: "probablemente hacia",
    decade: |year| format!("década de {year}"),
    before: "\u{a0}a.\u{a0}C.",
    thousands: '\u{202f}',
    some_month: "un mes de",
    some_day: "un día de",
};

impl Tongue {
    fn part(&self, part: &Part) -> String {
        let words = self.extent(part.extent);
        match self.qualifier(part) {
            Some(qualifier) => format!("{qualifier} {words}"),
            None => words,
        }
    }

    fn qualifier(&self, part: &Part) -> Option<&'static str> {
        part.qualifier.map(|qualifier| match qualifier {
            Qualifier::Uncertain => self.probably,
            Qualifier::Approximate => self.about,
            Qualifier::Both => self.probably_about,
        })
    }

    /// The words after a preposition: Spanish says `desde el 27 de enero`.
    fn with_article(&self, part: &Part) -> String {
        match part.extent {
            Extent::Day(_) | Extent::Time(..) if part.qualifier.is_none() => {
                format!("{}{}", self.the, self.extent(part.extent))
            }
            _ => self.part(part),
        }
    }

    fn extent(&self, extent: Extent) -> String {
        match extent {
            Extent::Years(Years { first, last }) if last - first == 9 && first > 0 => (self.decade)(first),
            Extent::Years(Years { first, last }) => self.years(first, last),
            Extent::Year(year) => self.year(year),
            Extent::Season(year, season) => {
                let season = self.seasons[usize::try_from(season - 21).unwrap_or(0).min(3)];
                format!("{season}{}{}", self.of, self.year(year.into()))
            }
            Extent::Month(year, month) => format!("{}{}{}", self.month(month), self.of, self.year(year.into())),
            Extent::Day(day) => format!("{}{}{}", self.day_and_month(day), self.of, self.year(day.year().into())),
            Extent::Time(time, _, offset) => {
                let day = self.extent(Extent::Day(time.date()));
                let zone = match offset {
                    None => String::new(),
                    Some(0) => " UTC".into(),
                    Some(minutes) => {
                        let sign = if minutes < 0 { '−' } else { '+' };
                        format!(" UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
                    }
                };
                format!("{day}, {:02}:{:02}{zone}", time.hour(), time.minute())
            }
            Extent::SomeMonth(year) => format!("{} {}", self.some_month, self.year(year.into())),
            Extent::SomeDay(year, month) => format!("{} {}", self.some_day, self.extent(Extent::Month(year, month))),
            Extent::SomeDayOfYear(year) => format!("{} {}", self.some_day, self.year(year.into())),
        }
    }

    fn year(&self, year: i64) -> String {
        if year > 0 { self.digits(year) } else { format!("{}{}", self.digits(1 - year), self.before) }
    }

    /// From year to year; those before 1 say once that they are.
    fn years(&self, first: i64, last: i64) -> String {
        let from = if last < 1 { self.digits(1 - first) } else { self.year(first) };
        let dash = if first < 1 && last > 0 { " – " } else { "–" };
        format!("{from}{dash}{}", self.year(last))
    }

    fn digits(&self, number: i64) -> String {
        let digits = number.to_string();
        if digits.len() < 5 {
            return digits;
        }
        let mut grouped = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(self.thousands);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// An interval, saying the year and the month once where they are the same.
    fn between(&self, a: &Part, b: &Part) -> String {
        if a.qualifier.is_none() && b.qualifier.is_none() {
            match (a.extent, b.extent) {
                (Extent::Year(x), Extent::Year(y)) => return self.years(x, y),
                (Extent::Month(x, m), Extent::Month(y, _)) if x == y => {
                    return format!("{} – {}", self.month(m), self.extent(b.extent));
                }
                (Extent::Day(x), Extent::Day(y)) if (x.year(), x.month()) == (y.year(), y.month()) => {
                    return format!("{}–{}", x.day(), self.extent(b.extent));
                }
                (Extent::Day(x), Extent::Day(y)) if x.year() == y.year() => {
                    return format!("{} – {}", self.day_and_month(x), self.extent(b.extent));
                }
                _ => {}
            }
        }
        format!("{} – {}", self.part(a), self.part(b))
    }

    fn day_and_month(&self, day: Date) -> String {
        format!("{}{}{}", day.day(), self.of, self.month(day.month()))
    }

    fn month(&self, month: i8) -> &'static str {
        self.months[usize::try_from(month - 1).unwrap_or(0).min(11)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::Edtf;

    #[test]
    fn shows_dates_in_words() {
        let rows = [
            ("2019", "2019", "2019"),
            ("2019-01", "January 2019", "enero de 2019"),
            ("2019-01-31", "31 January 2019", "31 de enero de 2019"),
            ("2019-01-31T09:46", "31 January 2019, 09:46", "31 de enero de 2019, 09:46"),
            ("2019-01-31T09:46:59Z", "31 January 2019, 09:46 UTC", "31 de enero de 2019, 09:46 UTC"),
            ("2019-01-31T09:46-04:30", "31 January 2019, 09:46 UTC−04:30", "31 de enero de 2019, 09:46 UTC−04:30"),
            ("2019-01-31?", "probably 31 January 2019", "probablemente 31 de enero de 2019"),
            ("2019-01~", "about January 2019", "hacia enero de 2019"),
            ("2019%", "probably about 2019", "probablemente hacia 2019"),
            ("201X", "2010s", "década de 2010"),
            ("20XX", "2000–2099", "2000–2099"),
            ("2019-XX", "a month in 2019", "un mes de 2019"),
            ("2019-01-XX", "a day in January 2019", "un día de enero de 2019"),
            ("2019-XX-XX", "a day in 2019", "un día de 2019"),
            ("2019-21", "spring 2019", "primavera de 2019"),
            ("2019-24", "winter 2019", "invierno de 2019"),
            ("2018/2019", "2018–2019", "2018–2019"),
            ("2019-01/2019-02", "January – February 2019", "enero – febrero de 2019"),
            ("2018-12/2019-01", "December 2018 – January 2019", "diciembre de 2018 – enero de 2019"),
            ("2019-01-27/2019-01-31", "27–31 January 2019", "27–31 de enero de 2019"),
            ("2019-01-27/2019-02-07", "27 January – 7 February 2019", "27 de enero – 7 de febrero de 2019"),
            ("2018~/2019?", "about 2018 – probably 2019", "hacia 2018 – probablemente 2019"),
            ("2019-01-27/..", "since 27 January 2019", "desde el 27 de enero de 2019"),
            ("2019/..", "since 2019", "desde 2019"),
            ("../2019-02-07", "until 7 February 2019", "hasta el 7 de febrero de 2019"),
            ("2019/", "from 2019, end unknown", "desde 2019, final desconocido"),
            ("/2019", "until 2019, beginning unknown", "hasta 2019, comienzo desconocido"),
            ("-0044", "45_BCE", "45_a._C."),
            ("0000", "1_BCE", "1_a._C."),
            ("-0044-03-15", "15 March 45_BCE", "15 de marzo de 45_a._C."),
            ("-0044-03~", "about March 45_BCE", "hacia marzo de 45_a._C."),
            ("-0044-21", "spring 45_BCE", "primavera de 45_a._C."),
            ("-004X", "50–41_BCE", "50–41_a._C."),
            ("-00XX", "100–1_BCE", "100–1_a._C."),
            ("000X", "1_BCE – 9", "1_a._C. – 9"),
            ("-0099/-0043", "100–44_BCE", "100–44_a._C."),
            ("-0043/0014", "44_BCE – 14", "44_a._C. – 14"),
            ("-0752/..", "since 753_BCE", "desde 753_a._C."),
            ("-0044-XX", "a month in 45_BCE", "un mes de 45_a._C."),
            ("Y170000002", "170,000,002", "170^000^002"),
            ("Y-170000002", "170,000,003_BCE", "170^000^003_a._C."),
            ("2019-01-31T09:46:59.25-04", "31 January 2019, 09:46 UTC−04:00", "31 de enero de 2019, 09:46 UTC−04:00"),
        ];
        for (text, english, spanish) in rows {
            let date = Edtf::parse(text).unwrap_or_else(|reason| panic!("`{text}`: {reason}"));
            // Spaces that do not break are written so that they can be seen.
            let shown = |language| date.human(language).replace('\u{a0}', "_").replace('\u{202f}', "^");
            assert_eq!(shown("en"), english);
            assert_eq!(shown("es-VE"), spanish);
            assert_eq!(date.human("de"), text, "other languages show it as written");
        }
    }
}
