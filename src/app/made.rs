//! Reactive values, each kind made in one place.
//!
//! Making one is half a kilobyte to a kilobyte of code, which would otherwise be copied into every place that makes
//! one; here there is one copy for each type of value, and what differs is a boxed function.

use leptos::prelude::*;

/// A value that is worked out again when what it rests on changes, and tells of it if it is another.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(f: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    #[inline(never)]
    fn made<T: PartialEq + Send + Sync + 'static>(f: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| f())
    }
    made(Box::new(f))
}

/// A value that is worked out whenever it is read.
pub(crate) fn derived<T: Send + Sync + 'static>(f: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    #[inline(never)]
    fn made<T: Send + Sync + 'static>(f: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T> {
        Signal::derive(f)
    }
    made(Box::new(f))
}

/// A value that stays.
#[inline(never)]
pub(crate) fn stored<T: Send + Sync + 'static>(value: T) -> Signal<T> {
    Signal::stored(value)
}

/// A value that is set.
#[inline(never)]
pub(crate) fn signal<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    RwSignal::new(value)
}

/// A function that is handed on.
pub(crate) fn callback<T: 'static>(f: impl Fn(T) + Send + Sync + 'static) -> Callback<T> {
    #[inline(never)]
    fn made<T: 'static>(f: Box<dyn Fn(T) + Send + Sync>) -> Callback<T> {
        Callback::new(f)
    }
    made(Box::new(f))
}

/// Does something now and whenever what it reads changes.
pub(crate) fn watch(f: impl FnMut() + 'static) {
    #[inline(never)]
    fn made(mut f: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| f());
    }
    made(Box::new(f));
}
