//! Who points at whom.

pub mod address;
pub mod anchor;
pub mod backlink;
pub mod body;
pub mod collation;
pub mod fragment;
pub mod href;
pub mod ids;
pub mod link;
pub mod mention;
pub mod profile;
pub mod publish_set;
pub mod quotation;
pub mod reference;
pub mod view;
