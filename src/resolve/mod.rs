//! Who points at whom.
