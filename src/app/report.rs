//! The report on the page: the document of `io::report` as it was when it was opened, to read, print, download or copy.

use leptos::prelude::*;

use super::book::Place;
use super::copy;
use super::dialog::Dialog;
use super::export::{CopyButton, download};
use super::feed;
use super::shape::many;
use super::state::{Sheet, State};
use super::tabled::tabled;
use crate::io::report::{self, Block, Doc, Report};
use crate::margin::liquidation;

/// The name of the file it is downloaded as.
const FILE: &str = "cross-margin-report.md";

/// The document of the book, the prices and the rules as they are now; none without rules.
fn now(state: State) -> Option<Doc> {
    let (rules, assessment) = (state.rules.get_untracked()?, state.assessment.get_untracked()?);
    let (counted, market) = (state.counted.get_untracked(), state.market.get_untracked());
    let liquidations = liquidation(&counted.account, &market, &rules);
    Some(report::document(&Report {
        title: "Margin report",
        time: feed::clock(),
        account: &counted.account,
        market: &market,
        rules: &rules,
        assessment: &assessment,
        liquidations: &liquidations,
        unread: &unread(state),
    }))
}

/// Rows in which a figure that is being typed cannot be read.
fn unread(state: State) -> Vec<(String, String)> {
    let book = state.book.get_untracked();
    let named = |place: &Place| match place {
        Place::Cell(row, column) => {
            let position = book.position(*row).map(|position| position.instrument.to_string());
            let name = position.or_else(|| book.holding(*row).map(|holding| holding.asset.to_string()))?;
            Some((name, column.word()))
        }
        Place::Price(_) => None,
    };
    let why = |(place, said): (&Place, &super::book::Unreadable)| {
        let (name, column) = named(place)?;
        Some((name, format!("the {column} is “{}”; {}", said.text, said.right)))
    };
    state.unreadable.with_untracked(|all| all.iter().filter_map(why).collect())
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(text) => view! { <h3>{text}</h3> }.into_any(),
        Block::Subheading(text) => view! { <h4>{text}</h4> }.into_any(),
        Block::Paragraph(text) => view! { <p>{text}</p> }.into_any(),
        Block::List(items) => {
            let items = many(items.into_iter().map(|item| view! { <li>{item}</li> }.into_any()));
            view! { <ul>{items}</ul> }.into_any()
        }
        Block::Table(rows) => tabled(rows, "report-table", "region"),
        Block::Verbatim(text) => {
            view! { <pre tabindex="0" role="group" aria-label="The rule set as JSON">{text}</pre> }.into_any()
        }
    }
}

fn buttons(doc: Memo<Option<Doc>>) -> AnyView {
    let refused = RwSignal::new(false);
    let text = move || doc.with(|doc| doc.as_ref().map(report::markdown_of).unwrap_or_default());
    // made when it is asked for: a large book's is a megabyte
    let to_copy = Memo::new(move |_| text());
    view! {
        <div class="buttons report-buttons">
            <button
                type="button"
                class="button primary"
                data-testid="report-print"
                on:click=move |_| refused.set(window().print().is_err())
            >
                "Print"
            </button>
            <button
                type="button"
                class="button"
                data-testid="report-download"
                on:click=move |_| refused.set(!download(FILE, "text/markdown", &untrack(text)))
            >
                "Download Markdown"
            </button>
            <CopyButton text=to_copy />
        </div>
        <p class="words report-help">{copy::REPORT_HELP}</p>
        {move || refused.get().then(|| view! { <p class="wrong" role="alert">"The browser refused; copy the text instead."</p> })}
    }
    .into_any()
}

/// The report, over the whole page.
#[component]
pub(crate) fn ReportSheet(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let open = Memo::new(move |_| state.sheet.get() == Some(Sheet::Report));
    // what it says stays as it was when it was opened: prices that stream would move under the reader
    let doc = Memo::new(move |_| open.get().then(|| untrack(|| now(state))).flatten());
    let title = Signal::derive(move || {
        doc.with(|doc| doc.as_ref().map_or_else(|| copy::REPORT.to_owned(), |doc| doc.title.clone()))
    });
    let blocks = move || doc.get().map(|doc| many(doc.blocks.into_iter().map(block)));
    view! {
        <Dialog
            id="report-dialog"
            class="report"
            open=open
            close=Callback::new(move |()| state.sheet.set(None))
            title=title
        >
            {buttons(doc)}
            <article data-testid="report-text">{blocks}</article>
        </Dialog>
    }
}
