//! What is taken for granted along the way: betas, funding, how far ahead is looked. All of it can be typed over.

use leptos::prelude::*;

use super::funding::asked::funded;
use super::typed::{give, read};
use crate::app::shape::many;
use crate::app::state::State;
use crate::book::Asset;
use crate::margin::axes::{Beta, Outlook, betas};
use crate::risk::{Valued, to_usd};

/// A field with a name; what cannot be read is said beneath it, and what it stood for stays.
fn field(
    id: String,
    label: String,
    shown: String,
    placeholder: String,
    read: impl Fn(&str) -> Result<Option<f64>, &'static str> + Send + Sync + 'static,
    take: impl Fn(Option<f64>) + Send + Sync + 'static,
) -> AnyView {
    let wrong = RwSignal::new(None::<String>);
    let change = move |ev| {
        let text = event_target_value(&ev);
        match read(&text) {
            Ok(value) => {
                wrong.set(None);
                take(value);
            }
            Err(right) => wrong.set(Some(format!("“{text}” is none; {right}."))),
        }
    };
    view! {
        <label class="assumed">
            <span>{label}</span>
            <input
                type="text" inputmode="decimal" autocomplete="off" size="8"
                data-testid=id placeholder=placeholder value=shown
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                on:change=change
            />
            {move || wrong.get().map(|said| view! { <span class="wrong" role="status">{said}</span> })}
        </label>
    }
    .into_any()
}

fn figure(value: f64) -> String {
    to_usd(value).map(|value| value.round_dp(4).normalize().to_string()).unwrap_or_default()
}

fn beta(outlook: RwSignal<Outlook>, of: Beta) -> AnyView {
    let given = outlook
        .with_untracked(|outlook| outlook.betas.iter().find(|(asset, _)| *asset == of.asset).map(|(_, beta)| *beta));
    let asset = of.asset.clone();
    field(
        format!("beta-{asset}"),
        format!("{asset} beta ({})", of.from.words()),
        given.map(figure).unwrap_or_default(),
        figure(of.beta),
        |text| read(text, "a number from −5 to 5 is right", |beta| beta.abs() <= 5.0),
        move |value| outlook.update(|outlook| give(&mut outlook.betas, &asset, value)),
    )
}

fn funding(outlook: RwSignal<Outlook>, asset: Asset) -> AnyView {
    let given = outlook
        .with_untracked(|outlook| outlook.funding_per_day.iter().find(|(of, _)| *of == asset).map(|(_, rate)| *rate));
    field(
        format!("funding-{asset}"),
        format!("{asset} funding, % a day that longs pay"),
        given.map(|rate| figure(rate * 100.0)).unwrap_or_default(),
        "0".to_owned(),
        |text| read(text, "a percentage from −10 to 10 a day is right", |rate| rate.abs() <= 10.0),
        move |value| {
            outlook.update(|outlook| give(&mut outlook.funding_per_day, &asset, value.map(|rate| rate / 100.0)))
        },
    )
}

/// Fields for everything that is taken for granted.
pub(super) fn form(state: State, outlook: RwSignal<Outlook>) -> AnyView {
    // the fields are as many as the underlyings; prices and what is typed here do not draw them anew
    let names = Memo::new(move |_| {
        let counted = state.counted.get();
        let market = state.market.get_untracked();
        let valued = Valued::new(&counted.account, &market);
        let betas = outlook.with_untracked(|outlook| betas(&valued, &market, &outlook.betas));
        (betas, funded(&counted.account))
    });
    let fields = move || {
        let (betas, funded) = names.get();
        let several = betas.len() > 1;
        let others =
            betas.into_iter().skip_while(move |_| !several).filter(|of| of.from != crate::margin::axes::From::First);
        let mut fields: Vec<AnyView> = others.map(|of| beta(outlook, of)).collect();
        fields.extend(funded.into_iter().map(|asset| funding(outlook, asset)));
        many(fields)
    };
    let days = outlook.with_untracked(|outlook| outlook.horizon_days);
    view! {
        <details class="fold" data-testid="outlook">
            <summary>"What is taken for granted"</summary>
            <p class="words">
                "All together: at y times the first underlying’s price each other is at y to the power of its beta times its own. \
                 A beta that is not typed is the ratio of the two volatilities, as if they moved fully together. \
                 Time: prices, volatilities and funding stay as they are; what expires settles at the index."
            </p>
            <div class="assumptions">
                {fields}
                {field(
                    "horizon".to_owned(),
                    "Days ahead that are looked at".to_owned(),
                    String::new(),
                    figure(days),
                    |text| read(text, "a number of days from 0.01 to 3,650 is right", |days| (0.01..=3650.0).contains(&days)),
                    move |value| outlook.update(|outlook| outlook.horizon_days = value.unwrap_or(Outlook::default().horizon_days)),
                )}
            </div>
        </details>
    }
    .into_any()
}
