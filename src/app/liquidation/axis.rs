//! One axis: the line with its safe intervals, the three places on each side, what drives the account there.

use leptos::prelude::*;

use super::scale::Scale;
use super::words;
use crate::app::format;
use crate::app::shape::{many, maybe};
use crate::book::Time;
use crate::margin::axes::{Axis, Crossing, Path};

fn drawn(path: &Path) -> AnyView {
    let scale = Scale::of(path);
    let at = |x: f64| format::along(scale.at(x));
    let safe = path.safe.iter().map(|(from, to)| {
        let width = format::along(scale.at(*to) - scale.at(*from));
        view! { <rect x=at(*from) y="4" width=width height="24" class="safe" /> }.into_any()
    });
    let line = |class: &'static str| {
        move |crossing: &Crossing| {
            let x = format::along(scale.at(crossing.at));
            view! { <line x1=x.clone() x2=x y1="4" y2="28" class=class /> }.into_any()
        }
    };
    let nearest = |of: &[Crossing], class: &'static str| {
        let (below, above) = path.nearest(of);
        many(below.into_iter().chain(above).map(line(class)))
    };
    let today = at(path.axis.today());
    view! {
        <svg class="rail" width="100%" height="32" aria-hidden="true">
            <rect x="0" y="4" width="100%" height="24" rx="6" class="lost" />
            {many(safe)}
            {nearest(&path.initial, "initial")}
            {nearest(&path.bankruptcy, "bankrupt")}
            {many(path.maintenance.iter().map(line("edge")))}
            <line x1=today.clone() x2=today y1="0" y2="32" class="now" />
        </svg>
    }
    .into_any()
}

fn cell(axis: &Axis, crossing: Option<&Crossing>, now: Time) -> AnyView {
    let Some(crossing) = crossing else {
        return view! { <td class="figures"><span class="dim">"none"</span></td> }.into_any();
    };
    let (place, beside) = words::place(axis, crossing, now);
    view! { <td class="figures"><b>{place}</b><span class="sub">{beside}</span></td> }.into_any()
}

/// The names of the sides that an axis has.
fn sides(axis: &Axis) -> &'static [&'static str] {
    match axis {
        Axis::Time => &["After"],
        Axis::Depeg(_) => &["Below"],
        Axis::Volatility => &["Falls to", "Rises to"],
        _ => &["Below", "Above"],
    }
}

fn places(path: &Path, now: Time) -> AnyView {
    let sides = sides(&path.axis);
    let of = |crossings: &[Crossing]| {
        let (below, above) = path.nearest(crossings);
        let both = match path.axis {
            Axis::Time => vec![above.cloned()],
            Axis::Depeg(_) => vec![below.or(above).cloned()],
            _ => vec![below.cloned(), above.cloned()],
        };
        many(both.iter().map(|crossing| cell(&path.axis, crossing.as_ref(), now)))
    };
    let heads = many(sides.iter().map(|side| view! { <th scope="col" class="figures">{*side}</th> }.into_any()));
    let row = |class: &'static str, name: &'static str, crossings: &[Crossing]| {
        view! {
            <tr class=class data-level=class>
                <th scope="row"><span class=format!("level {class}") aria-hidden="true"></span>{name}</th>
                {of(crossings)}
            </tr>
        }
        .into_any()
    };
    view! {
        <table class="levels">
            <caption class="unseen">{words::title(&path.axis).0}</caption>
            <thead><tr><th scope="col"><span class="unseen">"Equity meets"</span></th>{heads}</tr></thead>
            <tbody>
                {row("initial", "Initial margin", &path.initial)}
                {row("maintenance", "Liquidation", &path.maintenance)}
                {row("bankruptcy", "Bankruptcy", &path.bankruptcy)}
            </tbody>
        </table>
    }
    .into_any()
}

/// One axis as an item of the list.
pub(super) fn item(axis: &Axis, path: Option<&Path>, now: Time) -> AnyView {
    let (name, held) = words::title(axis);
    let known_as = name.clone();
    let body = match path {
        None => view! { <p class="none" aria-busy="true">"Looking …"</p> }.into_any(),
        Some(path) if path.maintenance.is_empty() && path.initial.is_empty() && path.bankruptcy.is_empty() => {
            let why = path.none.map(|none| none.reason(axis));
            view! { <p class="none">{why}</p> }.into_any()
        }
        Some(path) => {
            let (below, above) = path.nearest(&path.maintenance);
            let sides = sides(axis);
            let (low, high) = (sides.first().copied().unwrap_or_default(), sides.last().copied().unwrap_or_default());
            let driven = [(low, below), (high, above)].map(|(side, crossing)| {
                let driver = crossing.and_then(|crossing| crossing.driver.as_ref());
                maybe(driver.map(|driver| view! { <p class="driver">{words::driven(side, driver)}</p> }.into_any()))
            });
            let why = path.none.map(|none| view! { <p class="none">{none.reason(axis)}</p> }.into_any());
            view! {
                {drawn(path)}
                {maybe(why)}
                {maybe(words::intervals(path).map(|said| view! { <p class="none">{said}</p> }.into_any()))}
                {places(path, now)}
                {many(driven)}
            }
            .into_any()
        }
    };
    view! {
        <li class="axis" data-testid="axis" data-axis=known_as>
            <h4>{name}" "<span class="dim">{held}</span></h4>
            {body}
        </li>
    }
    .into_any()
}
