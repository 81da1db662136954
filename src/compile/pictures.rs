//! The pictures of entities, and how large pictures are.
//!
//! A picture is copied only if the entity has a published page. Its size is read from the file's
//! header, so that pages can leave room for it. It deliberately decodes and changes no picture.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parse::Parsed;
use super::settle::Settled;
use crate::path::{OutputPath, SourcePath};
use crate::render::view;
use crate::resolve::address;
use crate::resolve::ids::{href, id_of};
use crate::resolve::link::join;
use crate::source::Snapshot;

/// Returns the pictures of the entities that have a page, by their file, and adds them to what is copied.
///
/// One that is missing is told by [`super::check`].
pub(crate) fn pictures(
    snapshot: &Snapshot,
    parsed: &Parsed,
    settled: &Settled,
    assets: &mut BTreeMap<OutputPath, Arc<[u8]>>,
) -> BTreeMap<SourcePath, view::Image> {
    let mut pictures = BTreeMap::new();
    for (path, source) in parsed.entities() {
        let Some(image) = &source.meta.image else { continue };
        let entry = settled.ids.entries.get(&id_of(path));
        let shown = settled.standings.get(path).is_some_and(crate::resolve::publish_set::Standing::is_shown);
        if !shown || entry.is_none_or(|e| e.path != *path || e.output.is_none()) {
            continue;
        }
        let folder = path.as_str().rsplit_once('/').map_or("", |f| f.0);
        let file = join(folder, &image.file).map(SourcePath::new);
        let Some((file, blob)) = file.as_ref().and_then(|file| snapshot.blobs.get_key_value(file)) else {
            continue;
        };
        let output = address::asset(file, &blob.digest);
        assets.insert(output.clone(), Arc::clone(&blob.bytes));
        let size = size(&blob.bytes);
        let picture = view::Image {
            href: href(&output),
            alt: image.alt.clone(),
            credit: image.credit.clone(),
            licence: image.licence.clone(),
            source: image.source.clone(),
            width: size.map(|s| s.0),
            height: size.map(|s| s.1),
        };
        pictures.insert(path.clone(), picture);
    }
    pictures
}

/// Reads the width and height of a picture in pixels from its header.
pub(crate) fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    imagesize::blob_size(bytes).ok().map(|size| (size.width, size.height)).filter(|(w, h)| *w > 0 && *h > 0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_size_is_in_the_header() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0".to_vec();
        png.extend([0; 16]);
        assert_eq!(super::size(&png), Some((640, 480)));
        assert_eq!(super::size(b"no picture"), None);
    }
}
