//! Who points at whom.

pub mod anchor;
pub mod backlink;
pub mod body;
pub mod fragment;
pub mod ids;
pub mod inversion;
pub mod link;
pub mod mention;
pub mod profile;
pub mod publish_set;
pub mod quotation;
