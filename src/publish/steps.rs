//! Where one step of publishing ends and the next begins: there a build may be killed, and tests look at the disk.
//!
//! It deliberately does nothing outside tests.

/// Says that something on disk is another than before.
pub(super) fn done() {
    #[cfg(test)]
    watched::done();
}

#[cfg(test)]
pub(crate) use watched::watch;

#[cfg(test)]
mod watched {
    use std::cell::RefCell;
    use std::rc::Rc;

    type Look = Box<dyn FnMut()>;

    thread_local! {
        static LOOK: RefCell<Option<Look>> = const { RefCell::new(None) };
    }

    pub(super) fn done() {
        // What is looked at may have steps of its own, which are not.
        if let Some(mut look) = LOOK.take() {
            look();
            LOOK.set(Some(look));
        }
    }

    /// Does something and returns what could be seen after each step that this thread did.
    pub(crate) fn watch<R, T: 'static>(mut look: impl FnMut() -> T + 'static, act: impl FnOnce() -> R) -> (R, Vec<T>) {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let noted = Rc::clone(&seen);
        LOOK.set(Some(Box::new(move || {
            let now = look();
            noted.borrow_mut().push(now);
        })));
        let done = act();
        LOOK.set(None);
        (done, seen.take())
    }
}
