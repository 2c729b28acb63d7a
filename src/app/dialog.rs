//! A dialog: the browser's own, so that focus, Esc and the page behind it are right by themselves.

use super::made::{memo, watch};
use leptos::prelude::*;

/// A modal dialog with a title and a button that closes it. Its content exists only while it is open.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// It was closed: by its button, by Esc, or by a press beside it.
    close: Callback<()>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// Name for tests and styles.
    id: &'static str,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    let open = memo(move || open.get());
    watch(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <dialog
            node_ref=node
            id=id
            class=format!("dialog {class}")
            data-testid=id
            aria-labelledby=labelled
            // the browser tells late that it closed; by then another figure may have opened it again
            on:close=move |_| {
                if open.get_untracked() && node.get_untracked().is_some_and(|dialog| !dialog.open()) {
                    close.run(());
                }
            }
            on:cancel=move |ev: web_sys::Event| if ev.target() == ev.current_target() { close.run(()) }
            on:click=move |ev| {
                let beside = ev.target().zip(ev.current_target()).is_some_and(|(at, dialog)| at == dialog);
                if beside {
                    close.run(());
                }
            }
        >
            <Show when=move || open.get()>
                <div class="sheet">
                    <div class="sheet-head">
                        <h2 id=heading.clone()>{move || title.get()}</h2>
                        <button type="button" class="button" data-testid="close" on:click=move |_| close.run(())>"Close"</button>
                    </div>
                    <div class="sheet-body">{children()}</div>
                </div>
            </Show>
        </dialog>
    }
}
