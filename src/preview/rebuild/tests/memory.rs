//! What a thousand rounds leave behind: nothing that one does not. What the process holds in bytes is asked of the
//! real binary, which runs nothing else.

use super::*;

/// What an author does in an hour, each time in other words, ending where it began.
fn hour(place: &Place, session: &mut Session, n: usize) {
    let round = |session: &mut Session| place.round(session).expect("it changed");
    let ferry = "content/articles/ferry.md";
    let was = fs::read_to_string(place.at(ferry)).expect("it is there");
    place.write(ferry, &was.replace("The ferry carries", &format!("Ferry {n} carries")));
    round(session);
    place.write("content/articles/tide.md", &format!("---\ntitle: Tide {n}\nrights: full\n---\n\nMara Lind {n}.\n"));
    place.write(
        "content/annotations/tide.md",
        &format!("## N {{#n{n}}}\nabout: mara-lind\n\n> Mara Lind {n}\n\nNo {n}.\n"),
    );
    round(session);
    place.edit("content/articles/tide.md", "rights: full", "rights: full\ndraft: true");
    round(session);
    place.write(ferry, &format!("---\ntitel: broken {n}\n"));
    assert!(round(session).broken);
    place.write("templates/claim.html", &format!("{{% extends \"broadsheet/claim.html\" %}}{{# {n} #}}"));
    place.write("themes/plain/static/style.css", &format!("body {{ top: {n}px }}"));
    round(session);
    place.write("templates/claim.html", "{% broken");
    round(session);
    place.edit("dossier.toml", "Harbour", &format!("Harbour {n}"));
    place.write(&format!("content/pages/a{n}.png"), &format!("{n}"));
    round(session);
    place.write("dossier.toml", "title = [broken");
    round(session);
    let gone = [
        "content/articles/tide.md",
        "content/annotations/tide.md",
        "templates/claim.html",
        "themes/plain/static/style.css",
        &format!("content/pages/a{n}.png"),
    ];
    gone.iter().for_each(|path| fs::remove_file(place.at(path)).expect("it is there"));
    place.write("dossier.toml", DOSSIER[0].1);
    round(session);
    place.write(ferry, &was);
    assert!(!round(session).broken);
}

/// What an author does in a minute: ten rounds that leave the theme alone, which is slow to make.
fn minute(place: &Place, session: &mut Session, n: usize) {
    let ferry = "content/articles/ferry.md";
    let was = fs::read_to_string(place.at(ferry)).expect("it is there");
    for turn in 0..9 {
        place.write(ferry, &was.replace("The ferry carries", &format!("Ferry {n} of {turn} carries")));
        if turn == 4 {
            place.write("content/entities/new.md", &format!("---\nname: Ferry {n}\nkind: place\n---\n"));
        }
        assert!(!place.round(session).expect("it changed").broken);
    }
    fs::remove_file(place.at("content/entities/new.md")).expect("it is there");
    place.write(ferry, &was);
    assert!(!place.round(session).expect("it changed").broken);
}

#[test]
fn a_thousand_rounds_remember_no_more_than_one() {
    let place = Place::new();
    let mut session = Session::default();
    place.round(&mut session).expect("the first round is one");
    let size = |path: &str| fs::metadata(place.at(path)).map_or(0, |meta| meta.len());
    let kept = |session: &Session| (session.entries(), size(crate::lock::NAME), size(crate::snapshots::NAME));
    let first = kept(&session);
    assert!(first.0 > 50 && first.1 > 0 && first.2 > 0, "{first:?}");
    let mut packs = Vec::new();
    for n in 0..100 {
        if n % 10 == 0 {
            hour(&place, &mut session, n)
        } else {
            minute(&place, &mut session, n)
        }
        let now = kept(&session);
        assert_eq!((now.0, now.1), (first.0, first.1), "after hour {n}");
        packs.push(now.2);
    }
    // The pack is appended to and written anew when half of it is no longer asked for.
    assert!(packs.iter().all(|&pack| pack < first.2 * 8 + 64 * 1024), "{first:?} {packs:?}");
}
