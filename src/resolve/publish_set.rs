//! Which files may be seen: settled once, before anything else uses the content.
//!
//! * **Invariant:** for [`Audience::Public`] a file that is a draft, private or under embargo is [`Standing::Hidden`],
//!   and a withdrawn one is [`Standing::Withdrawn`]; nothing later asks for the reasons again.
//!
//! It deliberately does not look at rights: those say how much of a shown article is published.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::content::{Embargo, Visibility};

/// For whom the site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// Readers: nothing withheld is in any byte.
    Public,
    /// Editors: drafts, private and embargoed files too, marked.
    Editor,
}

/// Whether a file is seen, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is shown; an editor is told why readers do not see it.
    Shown {
        /// `draft`, `private`, `embargoed until …`; empty for what is public.
        withheld: Vec<String>,
    },
    /// Its URL stays and says that it was withdrawn.
    Withdrawn,
    /// Nothing of it is anywhere.
    Hidden(Reason),
}

/// Why a file is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// `draft: true`
    Draft,
    /// `private: true`
    Private,
    /// An embargo not yet reached.
    Embargo,
}

/// Says how a file stands at a moment.
pub fn standing(visibility: &Visibility, audience: Audience, now: Timestamp, zone: &TimeZone) -> Standing {
    let embargo = visibility.embargo.as_ref().map(|e| until(e, zone)).filter(|until| *until > now);
    let mut reasons = Vec::new();
    if visibility.draft {
        reasons.push((Reason::Draft, "draft".to_owned()));
    }
    if visibility.private {
        reasons.push((Reason::Private, "private".to_owned()));
    }
    if let Some(until) = embargo {
        reasons.push((Reason::Embargo, format!("embargoed until {until}")));
    }
    match (reasons.first(), audience) {
        (Some((reason, _)), Audience::Public) => Standing::Hidden(*reason),
        _ if visibility.withdrawn.is_some() => Standing::Withdrawn,
        _ => Standing::Shown { withheld: reasons.into_iter().map(|r| r.1).collect() },
    }
}

/// Returns the instant at which an embargo ends.
///
/// A local time that a clock change skips or repeats is read as the later one: rather late than early.
pub fn until(embargo: &Embargo, zone: &TimeZone) -> Timestamp {
    match embargo {
        Embargo::Instant(instant) => *instant,
        Embargo::Local(local) => zone.to_ambiguous_timestamp(*local).later().unwrap_or(Timestamp::MAX),
    }
}

impl Standing {
    /// Whether its content may be used.
    pub fn is_shown(&self) -> bool {
        matches!(self, Self::Shown { .. })
    }
}

impl Reason {
    /// Returns the reason in words that follow "is".
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Private => "private",
            Self::Embargo => "under embargo",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Withdrawn;
    use crate::content::edtf::Edtf;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a test writes a timestamp")
    }

    #[test]
    fn what_is_withheld_is_hidden_from_the_public_only() {
        let now = at("2026-01-01T00:00:00Z");
        let local = |text: &str| Some(Embargo::Local(text.parse().expect("a test writes a date-time")));
        let rows = [
            (Visibility::default(), "shown", "shown"),
            (Visibility { draft: true, ..Default::default() }, "Draft", "shown: draft"),
            (Visibility { private: true, ..Default::default() }, "Private", "shown: private"),
            (Visibility { embargo: local("2026-01-01T00:00:00"), ..Default::default() }, "shown", "shown"),
            (
                Visibility { embargo: local("2026-01-01T00:00:01"), ..Default::default() },
                "Embargo",
                "shown: embargoed until 2026-01-01T00:00:01Z",
            ),
        ];
        for (visibility, public, editor) in rows {
            let show = |audience| match standing(&visibility, audience, now, &TimeZone::UTC) {
                Standing::Shown { withheld } if withheld.is_empty() => "shown".to_owned(),
                Standing::Shown { withheld } => format!("shown: {}", withheld.join(", ")),
                Standing::Withdrawn => "withdrawn".to_owned(),
                Standing::Hidden(reason) => format!("{reason:?}"),
            };
            assert_eq!(show(Audience::Public), public);
            assert_eq!(show(Audience::Editor), editor);
        }
    }

    #[test]
    fn a_withdrawn_draft_stays_hidden() {
        let withdrawn = Withdrawn { date: Edtf::parse("2026").expect("a year"), reason: "wrong".into() };
        let mut visibility = Visibility { withdrawn: Some(withdrawn), ..Default::default() };
        let now = at("2026-01-01T00:00:00Z");
        assert_eq!(standing(&visibility, Audience::Public, now, &TimeZone::UTC), Standing::Withdrawn);
        visibility.draft = true;
        assert_eq!(standing(&visibility, Audience::Public, now, &TimeZone::UTC), Standing::Hidden(Reason::Draft));
    }

    #[test]
    fn an_embargo_ends_at_midnight_in_the_time_zone() {
        let zone = TimeZone::get("America/Caracas").expect("the time zones are bundled");
        let embargo = Embargo::Local("2019-02-07T00:00:00".parse().expect("a date-time"));
        assert_eq!(until(&embargo, &zone), at("2019-02-07T04:00:00Z"));
    }
}
