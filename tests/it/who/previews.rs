//! Previews of links: of all that is shown and has a line to show, each in the shard that its address says.

use std::collections::{BTreeMap, BTreeSet};

use dossier::compile::{Audience, Compiled, Memos, compile};

use super::lists::wide_dossier;
use super::{DOSSIER, Snapshot, join, rendered, site, snapshot};

/// Reads a shard as the theme's script does: the number and what it holds, by address.
fn entries(script: &str) -> (usize, BTreeMap<String, (String, String)>) {
    let call = script.trim_end().strip_prefix("dossierPreviews(").and_then(|rest| rest.strip_suffix(");"));
    let (number, entries) = call.and_then(|call| call.split_once(',')).expect("it is a call");
    (number.parse().expect("it is a number"), serde_json::from_str(entries).expect("it is an object"))
}

/// All shards in order, as many as the index says.
fn shards(snapshot: &Snapshot) -> Vec<BTreeMap<String, (String, String)>> {
    let scripts = rendered(snapshot, ".js");
    let of = |name: &str| scripts[&format!("previews/{name}.js")].as_str();
    let count: usize = of("index")["dossierPreviews(".len()..].trim_end_matches(");\n").parse().expect("it counts");
    assert_eq!(scripts.keys().filter(|path| path.starts_with("previews/")).count(), count + 1);
    let shard = |n: usize| {
        let (number, entries) = entries(of(&n.to_string()));
        assert_eq!(number, n);
        entries
    };
    (0..count).map(shard).collect()
}

fn all(snapshot: &Snapshot) -> Vec<String> {
    let line = |(href, (title, text))| format!("{href}: {title}: {text}");
    shards(snapshot).into_iter().flatten().map(line).collect()
}

/// FNV-1a of 32 bits, as the theme's script has it.
fn hash(page: &str) -> usize {
    page.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) as usize
}

#[test]
fn previews_are_of_entities_claims_and_notes() {
    insta::assert_snapshot!(all(&snapshot(DOSSIER)).join("\n"), @"
    articles/a.html#note-opened: Opened: So the mayor said in The lock again; see also her sleep.
    articles/b.html#note-slept: Slept: Nobody saw it.
    claims/when.html: When was the lock opened?: At noon, all agree.
    entities/mora.html: Ana Mora: mayor of Saria
    ");
    // A biography stands in for a role, links and all; what has neither is in no shard.
    let bare = "//- content/entities/mora.md\n---\nname: Ana Mora\n---\n\nBorn by the [[lock|old lock]].\n\
                //- content/entities/lock.md\n---\nname: The lock\n---\n";
    assert_eq!(all(&snapshot(bare)), ["entities/mora.html: Ana Mora: Born by the old lock."]);
    assert!(shards(&snapshot("//- content/entities/lock.md\n---\nname: The lock\n---\n")).is_empty());
}

#[test]
fn what_readers_do_not_see_has_no_preview() {
    let fixture = "//- content/articles/a.md\n---\ntitle: Silt\nrights: full\n---\n\nThe lock was open, and then it was shut.\n\
                   //- content/annotations/a.md\n---\n---\n## Seen {#seen}\n\n> lock was open\n\nSeen by all.\n\n\
                   ## Taken back {#back}\nstatus: retracted\nreason: wrong\n\n> it was shut\n\nBack.\n\n\
                   ## Not yet {#draft}\nstatus: draft\n\n> and then\n\nDraft.\n\
                   //- content/entities/mora.md\n---\nname: Ana Mora\nrole: mayor\ndraft: true\n---\n\
                   //- content/entities/vogt.md\n---\nname: Petra Vogt\nrole: clerk\nwithdrawn: { date: 2031-01-01, reason: No }\n---\n\
                   //- content/entities/tide.md\n---\nname: Tide\nrole: a daily\npage: false\n---\n\
                   //- content/claims/when.md\n---\nquestion: When?\nfinding: At noon.\nprivate: true\n---\n";
    assert_eq!(all(&snapshot(fixture)), ["articles/a.html#note-seen: Seen: Seen by all."]);
}

#[test]
fn every_link_to_an_entity_or_a_claim_finds_its_preview_by_its_page() {
    let dossier = wide_dossier();
    let shards = shards(&dossier);
    assert!(shards.len() > 4 && shards.len().is_power_of_two(), "{}", shards.len());
    let total: usize = shards.iter().map(BTreeMap::len).sum();
    assert!((32..=64).contains(&(total / shards.len())), "{total} in {}", shards.len());
    let mut seen = BTreeSet::new();
    for (from, page) in site(&dossier) {
        assert!(!page.contains("dossierPreviews") && page.matches("/preview.").count() <= 1, "{from}");
        let links = page.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()?.split("href=\"").nth(1));
        let links = links.filter_map(|rest| rest.split('"').next()).map(|href| join(&from, href));
        // Of the claims, none has a finding; `mora` has no role.
        seen.extend(links.map(|link| link.0).filter(|path| path.starts_with("entities/e")));
    }
    assert_eq!(seen.len(), 230);
    for path in &seen {
        let (title, text) = &shards[hash(path) % shards.len()][path];
        assert!(title.starts_with("Pump N") && text.starts_with("pump number"), "{path}: {title}: {text}");
    }
    let notes = shards.iter().flat_map(BTreeMap::keys).filter(|href| href.ends_with("#note-depth"));
    assert_eq!(notes.count(), 230);
}

#[test]
fn a_note_that_says_something_else_makes_its_shard_anew_and_no_other() {
    let mut memos = Memos::keeping();
    let text = |words: &str| {
        let mut dossier = wide_dossier();
        let file = format!(
            "//- content/annotations/a7.md\n---\n---\n## Depth 7 {{#depth}}\nby: mora\nclaim: c7 = 7\n\n> **7 feet** down\n\n{words}\n"
        );
        dossier.files.extend(snapshot(&file).files);
        dossier
    };
    let previews = |compiled: &Compiled| -> BTreeMap<String, dossier::compile::File> {
        let files = compiled.output.files.iter().filter(|file| file.0.as_str().starts_with("previews/"));
        files.map(|(path, file)| (path.to_string(), file.clone())).collect()
    };
    let before = previews(&compile(&text("Words."), Audience::Public, &mut memos));
    let after = previews(&compile(&text("Other words."), Audience::Public, &mut memos));
    let changed: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(changed, [&format!("previews/{}.js", hash("articles/a7.html") % (before.len() - 1))]);
    assert_eq!(before.len(), after.len());
}
