//! The test of the layout held to invented sources.

use super::order::{Layout, faults};
use super::tree::Files;

const LAYOUT: Layout = Layout {
    crate_name: "invented",
    layers: &[&["main"], &["lib"], &["top"], &["left", "right"], &["bottom"]],
    exceptions: &[],
};

/// Takes files apart at their `//- path` headers.
fn files(sources: &str) -> Files {
    let sources = sources.split("//- ").skip(1);
    sources.map(|source| source.split_once('\n').expect("a header")).map(|(a, b)| (a.into(), b.into())).collect()
}

fn told(sources: &str) -> String {
    faults(&LAYOUT, &files(sources)).join("\n")
}

#[test]
fn what_is_taken_from_below_is_as_it_should_be() {
    let told = told(
        "//- lib.rs
        pub mod top; mod left; pub mod right; mod bottom;
        //- main.rs
        fn main() { invented::top::run() }
        //- top.rs
        use crate::{left, right::{self, Right}};
        pub fn run() { left::go(Right); right::rest() }
        //- left.rs
        use crate::bottom::Deep;
        //- right/mod.rs
        mod inner;
        pub fn rest() { inner::rest() }
        //- right/inner.rs
        pub fn rest() { crate::bottom::Deep; }
        //- bottom.rs
        pub struct Deep;",
    );
    assert_eq!(told, "");
}

#[test]
fn an_arrow_up_is_a_fault() {
    let told = told(
        "//- lib.rs
        mod top; mod bottom;
        //- top.rs
        pub struct Top;
        //- bottom.rs
        fn deep() {
            crate::top::Top;
        }",
    );
    insta::assert_snapshot!(told, @"src/bottom.rs:2 takes `crate::top::Top` from src/top.rs, but `bottom` stands below `top`");
}

#[test]
fn neighbours_do_not_know_each_other_and_every_file_has_a_layer() {
    let told = told(
        "//- lib.rs
        mod left; mod right; mod new;
        //- left.rs
        use crate::right::Right;
        use crate::new::New;
        //- right.rs
        pub struct Right;
        //- new.rs
        pub struct New;",
    );
    insta::assert_snapshot!(told, @r"
    src/left.rs:2 takes `crate::new::New` from src/new.rs, but `new` is no layer
    src/left.rs:1 takes `crate::right::Right` from src/right.rs, but `left` stands beside `right`
    ");
}

#[test]
fn a_circle_of_two_is_a_fault() {
    let told = told(
        "//- lib.rs
        mod left;
        //- left/mod.rs
        mod inner;
        pub struct Made;
        pub fn go() { inner::go() }
        //- left/inner.rs
        use super::Made;
        pub fn go() {}",
    );
    insta::assert_snapshot!(told, @r"
    a circle of 2 files:
      src/left/inner.rs:1 takes `super::Made` from src/left/mod.rs
      src/left/mod.rs:3 takes `inner::go` from src/left/inner.rs
    ");
}

#[test]
fn a_circle_of_three_is_told_in_order() {
    let told = told(
        "//- lib.rs
        mod left;
        //- left/mod.rs
        mod one; mod two; mod three;
        //- left/one.rs
        use super::two::Two;
        //- left/two.rs
        use super::three::{Three, self};
        //- left/three.rs
        pub fn three() -> crate::left::one::One {}",
    );
    insta::assert_snapshot!(told, @r"
    a circle of 3 files:
      src/left/one.rs:1 takes `super::two::Two` from src/left/two.rs
      src/left/two.rs:1 takes `super::three::Three` from src/left/three.rs
      src/left/three.rs:1 takes `crate::left::one::One` from src/left/one.rs
    ");
}

#[test]
fn what_a_folder_hands_on_is_taken_from_the_file_that_defines_it() {
    let told = told(
        "//- lib.rs
        mod left;
        //- left/mod.rs
        mod one; mod two; mod three;
        pub use one::One;
        pub use self::three::*;
        //- left/one.rs
        pub struct One;
        //- left/two.rs
        use super::One;
        fn two() { super::Three::new() }
        //- left/three.rs
        use super::One as First;
        pub struct Three;",
    );
    assert_eq!(told, "");
}

#[test]
fn a_circle_shows_through_what_a_folder_hands_on() {
    let told = told(
        "//- lib.rs
        pub mod left; mod bottom;
        //- left/mod.rs
        mod one; mod two;
        pub use one::One;
        pub use two::Two as Second;
        //- left/one.rs
        use crate::left::Second;
        pub struct One(Second);
        //- left/two.rs
        pub struct Two(super::One);
        //- bottom.rs
        use crate::left as above;
        fn deep() { above::Second::new() }",
    );
    insta::assert_snapshot!(told, @r"
    src/bottom.rs:2 takes `above::Second::new` from src/left/two.rs, but `bottom` stands below `left`
    a circle of 2 files:
      src/left/one.rs:1 takes `crate::left::Second` from src/left/two.rs
      src/left/two.rs:1 takes `super::One` from src/left/one.rs
    ");
}

#[test]
fn a_use_with_braces_is_taken_apart() {
    let told = told(
        "//- lib.rs
        mod top; mod left; mod bottom;
        //- top.rs
        pub struct Top;
        //- left/mod.rs
        pub mod inner;
        //- left/inner.rs
        pub struct Inner;
        //- bottom.rs
        use std::{fmt, collections::{BTreeMap, BTreeSet}};
        pub(crate) use crate::{
            left::inner::{self, Inner as Deep},
            top::*,
        };",
    );
    insta::assert_snapshot!(told, @r"
    src/bottom.rs:3 takes `crate::left::inner::Inner` from src/left/inner.rs, but `bottom` stands below `left`
    src/bottom.rs:4 takes `crate::top::*` from src/top.rs, but `bottom` stands below `top`
    ");
}

#[test]
fn comments_strings_and_tests_take_nothing() {
    let told = told(
        "//- lib.rs
        mod top; mod bottom;
        //- top.rs
        pub struct Top;
        //- bottom.rs
        //! See [`crate::top::Top`].
        #[cfg(test)]
        use crate::top::Top;
        /// As `crate::top::Top` has it.
        const TOP: &str = \"crate::top::Top\";
        #[cfg(test)]
        pub fn for_tests() -> crate::top::Top {}
        #[cfg(test)]
        mod tests {
            use crate::top::Top;
        }
        #[cfg(all(test, unix))]
        mod further;
        //- bottom/further.rs
        use crate::top::Top;",
    );
    assert_eq!(told, "");
}

#[test]
fn macros_and_modules_within_a_file_take_too() {
    let told = told(
        "//- lib.rs
        mod top; mod left; mod bottom;
        //- top.rs
        pub struct Top;
        //- left.rs
        pub struct Left;
        //- bottom.rs
        fn deep() { println!(\"{}\", crate::top::Top) }
        mod within {
            fn deep() -> super::super::left::Left {}
        }",
    );
    insta::assert_snapshot!(told, @r"
    src/bottom.rs:3 takes `super::super::left::Left` from src/left.rs, but `bottom` stands below `left`
    src/bottom.rs:1 takes `crate::top::Top` from src/top.rs, but `bottom` stands below `top`
    ");
}

#[test]
fn an_exception_silences_its_arrow_while_it_is_needed() {
    let up = "//- lib.rs
        mod top; mod left; mod bottom;
        //- top.rs
        pub struct Top;
        //- left/mod.rs
        mod inner;
        pub struct Made;
        pub fn go() { inner::go() }
        //- left/inner.rs
        use super::Made;
        //- bottom.rs
        use crate::top::Top;";
    let layout = Layout { exceptions: &[("bottom.rs", "top.rs"), ("left/inner.rs", "left/mod.rs")], ..LAYOUT };
    assert_eq!(faults(&layout, &files(up)), [""; 0]);
    let mended = up.replace("pub fn go() { inner::go() }", "").replace("use crate::top::Top;", "");
    insta::assert_snapshot!(faults(&layout, &files(&mended)).join("\n"), @r"
    the exception src/bottom.rs -> src/top.rs is no longer needed: take it off the list
    the exception src/left/inner.rs -> src/left/mod.rs is no longer needed: take it off the list
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault() {
    let told = told(
        "//- lib.rs
        mod top; mod left;
        //- top.rs
        fn unclosed( {",
    );
    insta::assert_snapshot!(told, @r"
    src/top.rs: cannot parse string into token stream
    src/lib.rs: no file of the module `left`
    ");
}
