//! Dates and times as news pages print them, in English.
//!
//! ```text
//! moment  := date [joint] [time [zone]] | time [zone] [joint] date
//! joint   := "," | "-" | "–" | "—" | "@" | "at" | "on" | "T"
//! date    := [weekday [","]] ( month day [","] year | day ["of"] month [","] year )
//!          | year "-" MM "-" DD | year "/" MM "/" DD | DD "." MM "." year
//!          | DD "/" MM "/" year | MM "/" DD "/" year      ; where one of them is above 12
//! day     := 1..31 ["st" | "nd" | "rd" | "th"]
//! month   := its name or its first three letters ("sept" too) ["."]
//! time    := HH ":" MM [":" SS ["." digits]] [half] | HH half
//! half    := "am" | "pm" | "a.m." | "p.m."
//! zone    := "Z" | "UTC" | "GMT" | ("+" | "-") HH [":"] MM | letters
//! ```
//!
//! The whole of the words must be the moment: a date within a sentence is none. Zones named by other
//! letters (`EST`) mean different things in different places: they are left out, and the caller is
//! told. It deliberately knows no "yesterday", and no year of two digits.
//!
//! **Invariant:** what it gives is EDTF.

use jiff::civil::{Date, Weekday};

use crate::content::edtf::Edtf;

/// A moment that words state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// As EDTF, exact to the day, the minute or the second, as it was stated.
    pub(super) edtf: String,
    /// The letters of a zone that were left out.
    pub(super) zone: Option<String>,
}

/// What words say of a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stated {
    /// A day, maybe with a time.
    Moment(Moment),
    /// A time of an unknown day.
    Time,
}

/// Reads words that are a moment and nothing else.
pub(super) fn read(words: &str) -> Option<Stated> {
    let tokens = tokens(words)?;
    let date_first = || {
        let mut at = Cursor { tokens: &tokens, at: 0 };
        let date = at.date()?;
        if at.done() {
            return Some((Some(date), None));
        }
        at.joint();
        let time = at.time()?;
        at.done().then_some((Some(date), Some(time)))
    };
    let time_first = || {
        let mut at = Cursor { tokens: &tokens, at: 0 };
        let time = at.time()?;
        if at.done() {
            return Some((None, Some(time)));
        }
        at.joint();
        let date = at.date()?;
        at.done().then_some((Some(date), Some(time)))
    };
    let (date, time) = date_first().or_else(time_first)?;
    let Some(date) = date else { return Some(Stated::Time) };
    let (clock, zone) = time.map_or((String::new(), None), |time| (time.edtf, time.zone));
    let edtf = format!("{date}{clock}");
    Edtf::parse(&edtf).ok()?;
    Some(Stated::Moment(Moment { edtf, zone }))
}

/// Says whether a word is the name of a month or a weekday.
pub(super) fn is_calendar_word(word: &str) -> bool {
    let word = word.to_lowercase();
    month(&word).is_some() || weekday(&word).is_some()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A number with how many digits it is written in.
    Number(u32, usize),
    Word(String),
    Sign(char),
}

/// A time of day, as it ends an EDTF date-time.
struct Time {
    edtf: String,
    zone: Option<String>,
}

/// Longer words are no moment.
const LONGEST: usize = 24;

fn tokens(words: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = words.trim();
    while let Some(c) = rest.chars().next() {
        let end = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let length = if c.is_ascii_digit() {
            let length = end(|c| c.is_ascii_digit());
            tokens.push(Token::Number(rest[..length].parse().ok()?, length));
            length
        } else if c.is_alphabetic() {
            let length = end(char::is_alphabetic);
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else {
            if !c.is_whitespace() {
                tokens.push(Token::Sign(c));
            }
            c.len_utf8()
        };
        rest = &rest[length..];
        if tokens.len() > LONGEST {
            return None;
        }
    }
    Some(tokens)
}

#[derive(Clone)]
struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Cursor<'_> {
    fn done(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let Some(&Token::Number(number, length)) = self.tokens.get(self.at) else { return None };
        digits.contains(&length).then(|| {
            self.at += 1;
            number
        })
    }

    fn sign(&mut self, signs: &[char]) -> Option<char> {
        let Some(&Token::Sign(sign)) = self.tokens.get(self.at) else { return None };
        signs.contains(&sign).then(|| {
            self.at += 1;
            sign
        })
    }

    fn word<T>(&mut self, means: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Some(Token::Word(word)) = self.tokens.get(self.at) else { return None };
        let meaning = means(&word.to_lowercase())?;
        self.at += 1;
        Some(meaning)
    }

    fn any_word(&mut self, words: &[&str]) -> bool {
        self.word(|word| words.contains(&word).then_some(())).is_some()
    }

    fn joint(&mut self) {
        self.sign(&[',']);
        if self.sign(&['-', '–', '—', '@']).is_none() {
            self.any_word(&["at", "on", "t"]);
        }
    }

    /// Tries to read something; the cursor stays where it is if that fails.
    fn attempt<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        let mut probe = self.clone();
        let result = read(&mut probe)?;
        self.at = probe.at;
        Some(result)
    }

    fn date(&mut self) -> Option<Date> {
        let day = self.word(weekday);
        if day.is_some() {
            self.sign(&['.']);
            self.sign(&[',']);
        }
        let date = self
            .attempt(|at| {
                let month = at.month()?;
                let day = at.day()?;
                at.sign(&[',']);
                let year = at.number(4..=4)?;
                civil(year, month, day)
            })
            .or_else(|| {
                self.attempt(|at| {
                    let day = at.day()?;
                    at.any_word(&["of"]);
                    let month = at.month()?;
                    at.sign(&[',']);
                    civil(at.number(4..=4)?, month, day)
                })
            })
            .or_else(|| self.attempt(Self::numeric))?;
        // A weekday that does not fit makes the whole doubtful.
        day.is_none_or(|day| day == date.weekday()).then_some(date)
    }

    fn numeric(&mut self) -> Option<Date> {
        if let Some(year) = self.number(4..=4) {
            let sign = self.sign(&['-', '/'])?;
            let month = self.number(2..=2)?;
            self.sign(&[sign])?;
            return civil(year, month, self.number(2..=2)?);
        }
        let first = self.number(1..=2)?;
        let sign = self.sign(&['.', '/'])?;
        let second = self.number(1..=2)?;
        self.sign(&[sign])?;
        let year = self.number(4..=4)?;
        match sign {
            '.' => civil(year, second, first),
            _ if first > 12 => civil(year, second, first),
            _ if second > 12 => civil(year, first, second),
            _ => None,
        }
    }

    fn day(&mut self) -> Option<u32> {
        let day = self.number(1..=2)?;
        self.any_word(&["st", "nd", "rd", "th"]);
        Some(day)
    }

    fn month(&mut self) -> Option<u32> {
        let month = self.word(month)?;
        self.sign(&['.']);
        Some(month)
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.number(1..=2)?;
        let mut clock = (hour, 0, None);
        let exact = self.sign(&[':']).is_some();
        if exact {
            clock.1 = self.number(2..=2)?;
            if self.sign(&[':']).is_some() {
                clock.2 = Some(self.number(2..=2)?);
                if self.sign(&['.']).is_some() {
                    self.number(1..=9)?;
                }
            }
        }
        let half = self.attempt(Self::half);
        clock.0 = match half {
            None if !exact => return None,
            None => hour,
            Some(false) if hour == 12 => 0,
            Some(true) if hour < 12 => hour + 12,
            Some(_) => hour,
        };
        let (offset, zone) = self.attempt(Self::zone).unwrap_or_default();
        if clock.0 > 23 || clock.1 > 59 || clock.2.is_some_and(|second| second > 59) {
            return None;
        }
        let seconds = clock.2.map_or_else(String::new, |second| format!(":{second:02}"));
        Some(Time { edtf: format!("T{:02}:{:02}{seconds}{offset}", clock.0, clock.1), zone })
    }

    /// Reads "am" or "pm" in any form; says whether it is the latter.
    fn half(&mut self) -> Option<bool> {
        let half = |word: &str| match word {
            "am" | "a" => Some(false),
            "pm" | "p" => Some(true),
            _ => None,
        };
        let letters = match self.tokens.get(self.at)? {
            Token::Word(word) => word.len(),
            _ => return None,
        };
        let late = self.word(half)?;
        if letters == 1 {
            self.sign(&['.'])?;
            self.word(|word| (word == "m").then_some(()))?;
            self.sign(&['.']);
        }
        Some(late)
    }

    /// Reads a zone: its offset, or the letters that are left out.
    fn zone(&mut self) -> Option<(String, Option<String>)> {
        if self.any_word(&["z", "utc", "gmt"]) {
            return Some(("Z".to_owned(), None));
        }
        if let Some(sign) = self.sign(&['+', '-', '−']) {
            let (hours, minutes) = match self.number(4..=4) {
                Some(both) => (both / 100, both % 100),
                None => {
                    let hours = self.number(2..=2)?;
                    self.sign(&[':'])?;
                    (hours, self.number(2..=2)?)
                }
            };
            let sign = if sign == '+' { '+' } else { '-' };
            let zero = (hours, minutes) == (0, 0);
            return Some((if zero { "Z".to_owned() } else { format!("{sign}{hours:02}:{minutes:02}") }, None));
        }
        let Some(Token::Word(word)) = self.tokens.get(self.at) else { return None };
        let letters = (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
        (letters && !matches!(word.as_str(), "AT" | "ON")).then(|| {
            self.at += 1;
            (String::new(), Some(word.clone()))
        })
    }
}

fn civil(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads the lower-case name of a month: 1 to 12.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = MONTHS
        .iter()
        .position(|name| word == *name || word == &name[..3] || (word == "sept" && name.starts_with(word)));
    found.and_then(|i| u32::try_from(i + 1).ok())
}

/// Reads the lower-case name of a weekday.
fn weekday(word: &str) -> Option<Weekday> {
    let day = match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    };
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_printed() {
        let rows = [
            ("March 3, 2021 12:29 am", "2021-03-03T00:29"),
            ("March 3, 2021 12:05 p.m.", "2021-03-03T12:05"),
            ("Mar. 3rd 2021, 3:13 PM", "2021-03-03T15:13"),
            ("Wed, 03 Mar 2021 09:46:59 +0000", "2021-03-03T09:46:59Z"),
            ("Wed 3 March 2021 09.46", "none"),
            ("03 Mar, 2021", "2021-03-03"),
            ("3rd of March 2021", "2021-03-03"),
            ("2021-03-03", "2021-03-03"),
            ("2021-03-03T09:46:59.120-04:00", "2021-03-03T09:46:59-04:00"),
            ("2021/03/03 18:21 GMT", "2021-03-03T18:21Z"),
            ("03.04.2021", "2021-04-03"),
            ("18:21, 3 March 2021", "2021-03-03T18:21"),
            ("6 pm on 3 March 2021", "2021-03-03T18:00"),
            ("3 March 2021 - 9:30am", "2021-03-03T09:30"),
            ("23/04/2021", "2021-04-23"),
            ("04/23/2021", "2021-04-23"),
            ("03/04/2021", "none"),
            ("Tue, 03 Mar 2021", "none"),
            ("30 February 2021", "none"),
            ("March 2021", "none"),
            ("March 3, 21", "none"),
            ("3 March 2021 25:00", "none"),
            ("Harbour bridge, March 3, 2021", "none"),
            ("March 3, 2021.", "none"),
            ("18:21", "time"),
            ("6pm", "time"),
            ("18", "none"),
            ("", "none"),
        ];
        for (words, expected) in rows {
            let got = match read(words) {
                None => "none".to_owned(),
                Some(Stated::Time) => "time".to_owned(),
                Some(Stated::Moment(moment)) => moment.edtf,
            };
            assert_eq!(got, expected, "{words}");
        }
        let zoned = Moment { edtf: "2021-03-03T15:13".to_owned(), zone: Some("EST".to_owned()) };
        assert_eq!(read("March 3, 2021 3:13 pm EST"), Some(Stated::Moment(zoned)));
    }

    #[test]
    fn what_is_read_is_edtf() {
        proptest::proptest!(|(words in "(Mon|Jan|March|[0-9]{1,4}|T|Z|am|p\\.m\\.|EST|[ ,:.+/-]){0,12}")| {
            if let Some(Stated::Moment(moment)) = read(&words) {
                proptest::prop_assert!(Edtf::parse(&moment.edtf).is_ok(), "{}", moment.edtf);
            }
        });
    }
}
