//! What the steps are asked of: the move, the procedure, the market impact.

use leptos::prelude::*;

use super::impact::{self, Kinds};
use super::typed::{TOGETHER, Typed};
use super::view::Steps;
use super::words;
use crate::app::fetch_book::{Beside, fetch_book};
use crate::app::liquidation::fields::{fixed, said};
use crate::app::liquidation::moves;
use crate::app::shape::many;
use crate::margin::axes::Axis;
use crate::margin::deleverage::Procedure;

/// What may stand in an order book.
const BOOK_HINT: &str = "bid 59990 1.5\nask 60010 2";

fn axis_word(axis: &Axis) -> String {
    match axis {
        Axis::Price(asset) => asset.to_string(),
        _ => TOGETHER.to_owned(),
    }
}

/// What moves, and by how much.
fn moved(steps: Steps) -> [AnyView; 2] {
    let (state, desk) = (steps.state, steps.desk);
    let choices = Memo::new(move |_| {
        let rails = state.rails.with(|rails| rails.all.clone());
        let mut all: Vec<_> = rails.iter().map(|of| (of.underlying.to_string(), of.underlying.to_string())).collect();
        if all.len() > 1 {
            all.push((TOGETHER.to_owned(), "All together, by their betas".to_owned()));
        }
        all
    });
    let axis = move || {
        let rails = state.rails.with(|rails| rails.all.clone());
        desk.typed.with(|typed| typed.axis(&rails))
    };
    let chosen = Memo::new(move |_| axis().as_ref().map(axis_word).unwrap_or_default());
    let hint = move || {
        let rails = state.rails.with(|rails| rails.all.clone());
        let default = moves::default_percent(&axis()?, &rails, steps.together.get())?;
        Some(moves::shown(default))
    };
    [
        desk.choose("moves", "What moves", choices, chosen, |typed, word| typed.moves = word),
        desk.line(
            "move",
            fixed("By how much, % (empty: 1 % beyond its nearest liquidation)"),
            said(move || hint().unwrap_or_default()),
            |typed| &mut typed.percent,
        ),
    ]
}

/// Whose procedure, and what it rests on.
fn procedure(steps: Steps) -> AnyView {
    let name = Memo::new(move |_| {
        let rules = steps.state.rules.get();
        rules.map(|rules| steps.desk.typed.with(|typed| typed.procedure(&rules)).name.clone()).unwrap_or_default()
    });
    let all = Procedure::all().iter().map(|of| (of.name.clone(), of.title.clone())).collect::<Vec<_>>();
    let choices = Memo::new(move |_| all.clone());
    steps.desk.choose("procedure", "Procedure", choices, name, |typed, word| typed.procedure = word)
}

/// The law's coefficients.
fn law(steps: Steps) -> Vec<AnyView> {
    let (state, desk) = (steps.state, steps.desk);
    let vol = move || {
        let rails = state.rails.with(|rails| rails.all.clone());
        let asset = desk.typed.with(|typed| typed.measured(&rails))?;
        let vol = state.market.with(|market| impact::daily_vol(market, &asset));
        Some((asset, vol))
    };
    let label = move || match vol() {
        Some((asset, Some(_))) => format!("Daily volatility, % (empty: that of {asset} now)"),
        _ => "Daily volatility, %".to_owned(),
    };
    let hint = move || vol().and_then(|(_, vol)| vol).map(impact::shown).unwrap_or_default();
    vec![
        desk.line("coefficient", fixed("Coefficient of the law"), fixed("1"), |typed| &mut typed.impact.coefficient),
        desk.line("volume", fixed("Traded a day, dollars"), fixed("1,000,000,000"), |typed| &mut typed.impact.volume),
        desk.line("daily-vol", said(label), said(hint), |typed| &mut typed.impact.vol),
    ]
}

/// An order book, and what it is of.
fn book(steps: Steps) -> Vec<AnyView> {
    let (state, desk) = (steps.state, steps.desk);
    let choices = Memo::new(move |_| {
        let all = state.counted.with(|counted| impact::instruments(&counted.account));
        all.iter().map(|of| (of.to_string(), of.to_string())).collect::<Vec<_>>()
    });
    let chosen = Memo::new(move |_| {
        let of = desk.typed.with(|typed| typed.impact.of.clone());
        let all = choices.get();
        let there = all.iter().find(|(word, _)| *word == of).or(all.first());
        there.map(|(word, _)| word.clone()).unwrap_or_default()
    });
    let beside = Beside {
        of: Memo::new(move |_| {
            state.counted.with(|counted| desk.typed.with(|typed| typed.impact.whose(&counted.account)))
        }),
        text: Memo::new(move |_| desk.typed.with(|typed| typed.impact.book.clone())),
        from: Memo::new(move |_| desk.typed.with(|typed| typed.impact.from().map(str::to_owned))),
        put: Callback::new(move |came| desk.typed.update(|typed| typed.impact.put(came))),
    };
    vec![
        desk.choose("book-of", "Of which instrument", choices, chosen, |typed, word| typed.impact.of = word),
        desk.text("book", "Order book: what a venue answers, or lines", BOOK_HINT, |typed| &mut typed.impact.book),
        fetch_book(state, beside),
    ]
}

/// The fields.
pub(super) fn form(steps: Steps) -> AnyView {
    let desk = steps.desk;
    let kinds = Memo::new(|_| Kinds::ALL.map(|(_, word, name)| (word.to_owned(), name.to_owned())).to_vec());
    let kind = Memo::new(move |_| desk.typed.with(|typed| typed.impact.kind));
    let word = Memo::new(move |_| kind.get().word().to_owned());
    let take = |typed: &mut Typed, word: String| typed.impact.kind = Kinds::named(&word);
    let of_impact = move || match kind.get() {
        Kinds::None => ().into_any(),
        Kinds::Law => many(law(steps)),
        Kinds::Book => many(book(steps).into_iter().chain(law(steps))),
    };
    let rests = move || {
        let rules = steps.state.rules.get()?;
        Some(words::procedure(desk.typed.with(|typed| typed.procedure(&rules))))
    };
    view! {
        <div class="assumptions">
            {many(moved(steps))}
            {procedure(steps)}
            {desk.choose("impact", "Market impact", kinds, word, take)}
            {of_impact}
        </div>
        <p class="none" data-testid="procedure-source">{rests}</p>
    }
    .into_any()
}
