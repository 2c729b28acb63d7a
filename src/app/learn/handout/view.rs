//! A handout as a sheet of paper, and the button that prints it.

use leptos::prelude::*;

use super::super::super::made::signal;
use super::super::super::shape::{changing, many, maybe};
use super::super::exercises::worked;
use super::super::sheet_view::{table, tables};
use super::super::spoken::say;
use super::{Asked, Of, Paper, Solved, Wanted, paper};
use crate::io::report::Table;

/// The handout that is wanted; or why there is none.
pub(crate) fn page(wanted: Wanted) -> AnyView {
    let Wanted { of, solved } = wanted.clone();
    let sheet = match paper(&wanted) {
        Ok(paper) => drawn(paper),
        Err(why) => {
            return view! {
                <h1>{say("handout.cannot")}</h1>
                <p class="wrong" role="status" data-testid="handout-wrong">{why}</p>
                <p class="ways"><a href=format!("#{}", of.place())>{say("handout.back")}</a></p>
            }
            .into_any();
        }
    };
    many([bar(&of, solved), sheet])
}

/// What stands over the sheet and is not printed.
fn bar(of: &Of, solved: bool) -> AnyView {
    let refused = signal(false);
    let other = say(if solved { "handout.without" } else { "handout.with" });
    let wrong = changing(move || {
        let says = || view! { <span class="wrong" role="alert">{say("handout.refused")}</span> }.into_any();
        maybe(refused.get().then(says))
    });
    view! {
        <div class="ways handout-bar">
            <button
                type="button"
                class="button primary"
                data-testid="handout-print"
                on:click=move |_| refused.set(window().print().is_err())
            >
                {say("handout.print")}
            </button>
            <a href=format!("#{}", of.handout(!solved)) data-testid="handout-other">{other}</a>
            <a href=format!("#{}", of.place())>{say("handout.back")}</a>
            {wrong}
        </div>
    }
    .into_any()
}

fn known(title: &'static str, figures: Vec<(String, String)>) -> AnyView {
    let one = |(name, figure): (String, String)| view! { <div><dt>{name}</dt><dd>{figure}</dd></div> }.into_any();
    let any = !figures.is_empty();
    let figures = many(figures.into_iter().map(one));
    maybe(any.then(|| view! { <h2>{say(title)}</h2><dl class="known">{figures}</dl> }.into_any()))
}

fn text(text: String) -> AnyView {
    view! { <p>{text}</p> }.into_any()
}

fn asked(asked: Asked) -> AnyView {
    let Asked { heading, tables: all, text: asks, options, lines } = asked;
    let heading = maybe((!heading.is_empty()).then(|| view! { <h2>{heading}</h2> }.into_any()));
    let option = |option: String| view! { <li><span class="box" aria-hidden="true"></span>{option}</li> }.into_any();
    let any = !options.is_empty();
    let options = many(options.into_iter().map(option));
    let options = maybe(any.then(|| view! { <ul class="to-tick">{options}</ul> }.into_any()));
    let ruled = many((0..lines).map(|_| view! { <div class="rule"></div> }.into_any()));
    view! {
        <section class="question">
            {heading}
            <div class="sheets">{tables(all)}</div>
            <p class="asks">{asks}</p>
            {options}
            <div aria-hidden="true">{ruled}</div>
        </section>
    }
    .into_any()
}

fn solved(of: Solved) -> AnyView {
    let Solved { heading, texts, lines, figures } = of;
    let heading = maybe((!heading.is_empty()).then(|| view! { <h3>{heading}</h3> }.into_any()));
    let lines = maybe((!lines.is_empty()).then(|| worked(lines)));
    let texts = many(texts.into_iter().map(text));
    view! { <section class="question">{heading}{texts}{lines}{known("handout.figures", figures)}</section> }.into_any()
}

fn drawn(paper: Paper) -> AnyView {
    let Paper { title, intro, books, known: figures, asked: questions, rules, foot, solved: solutions } = paper;
    let book = |(name, all): (String, Vec<Table>)| {
        let name = maybe((!name.is_empty()).then(|| view! { <h2>{name}</h2> }.into_any()));
        view! { <section class="question">{name}<div class="sheets">{tables(all)}</div></section> }.into_any()
    };
    let books = many(books.into_iter().map(book));
    let questions = many(questions.into_iter().map(asked));
    let foot = many(foot.into_iter().map(text));
    let any = !solutions.is_empty();
    let solutions = many(solutions.into_iter().map(solved));
    let solutions = maybe(any.then(|| {
        view! {
            <section class="solutions" data-testid="handout-solutions">
                <h2>{say("handout.solutions")}</h2>
                {solutions}
            </section>
        }
        .into_any()
    }));
    view! {
        <article class="handout" data-testid="handout">
            <header>
                <h1>{title}</h1>
                <p class="who"><span>{say("handout.name")}</span><span>{say("handout.date")}</span></p>
            </header>
            {many(intro.into_iter().map(text))}
            {books}
            {known("handout.known", figures)}
            {questions}
            {maybe(rules.map(table))}
            <footer>{foot}</footer>
            {solutions}
        </article>
    }
    .into_any()
}
