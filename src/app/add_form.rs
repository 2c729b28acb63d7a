//! Adding by parts, for those who do not know the names.

use leptos::prelude::*;

use super::number::{self, Reads};
use super::state::State;
use crate::book::{Asset, Expiry, Holding, Instrument, Kind, Position, Right, Settlement, sort_by};

const KINDS: [(&str, &str); 4] =
    [("perpetual", "Perpetual"), ("future", "Dated future"), ("option", "Option"), ("collateral", "Collateral")];

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    kind: RwSignal<String>,
    asset: RwSignal<String>,
    expiry: RwSignal<String>,
    strike: RwSignal<String>,
    right: RwSignal<String>,
    settled: RwSignal<String>,
    quantity: RwSignal<String>,
    entry: RwSignal<String>,
}

/// What the form adds.
enum Made {
    Position(Position),
    Holding(Holding),
}

/// What is wrong, and in which part.
type Wrong = (&'static str, String);

impl Form {
    fn made(self) -> Result<Made, Wrong> {
        let asset: Asset = self
            .asset
            .get_untracked()
            .parse()
            .map_err(|error: crate::book::AssetError| ("asset", error.to_string()))?;
        let read = |part: &'static str, text: RwSignal<String>, reads| {
            number::read(&text.get_untracked(), reads).map_err(|unread| (part, unread.right()))
        };
        let kind = self.kind.get_untracked();
        let expiry = || Expiry::parse(&self.expiry.get_untracked()).map_err(|error| ("expiry", error.to_string()));
        let kind = match kind.as_str() {
            "collateral" => {
                let quantity = read("quantity", self.quantity, Reads::Quantity)?.unwrap_or_default();
                return Ok(Made::Holding(Holding { asset, quantity }));
            }
            "future" => Kind::Future { expiry: expiry()? },
            "option" => Kind::Option {
                expiry: expiry()?,
                strike: read("strike", self.strike, Reads::Price)?.unwrap_or_default(),
                right: if self.right.get_untracked() == "put" { Right::Put } else { Right::Call },
            },
            _ => Kind::Perpetual,
        };
        let settlement = match self.settled.get_untracked().as_str() {
            "inverse" => Settlement::Inverse,
            _ => Settlement::Linear { quote: Asset::usd() },
        };
        let instrument = Instrument::new(asset, settlement, kind).map_err(|error| ("asset", error.to_string()))?;
        let quantity = read("quantity", self.quantity, Reads::Quantity)?.unwrap_or_default();
        let entry = read("entry", self.entry, Reads::PriceOrNothing)?;
        Ok(Made::Position(Position::new(instrument, quantity, entry)))
    }
}

/// Dates to choose from: listed forwards, then what venues list.
fn expiries(state: State, asset: &str) -> Vec<(String, String)> {
    let market = state.market.get();
    let mut dates: Vec<Expiry> = Vec::new();
    if let Ok(asset) = asset.parse::<Asset>() {
        dates.extend(market.forwards_of(&asset).map(|(expiry, _)| expiry));
        dates.extend(market.vols.keys().filter(|i| *i.underlying() == asset).filter_map(Instrument::expiry));
    }
    for days in [7.0, 30.0, 60.0] {
        dates.extend(Expiry::listed_after(market.as_of, days, false));
    }
    for days in [60.0, 150.0, 240.0, 330.0] {
        dates.extend(Expiry::listed_after(market.as_of, days, true));
    }
    dates.retain(|expiry| !expiry.is_past(market.as_of));
    sort_by(&mut dates, Expiry::cmp);
    dates.dedup();
    let days = |expiry: &Expiry| super::format::days(expiry.days_after(market.as_of));
    dates.iter().map(|expiry| (expiry.to_string(), format!("{expiry} · {}", days(expiry)))).collect()
}

/// The form: kind, underlying, expiry, strike, right, settlement, quantity, entry.
#[component]
pub(crate) fn AddForm(
    /// State of the page.
    state: State,
    /// Closes the form.
    close: Callback<()>,
) -> impl IntoView {
    let text = |text: &str| RwSignal::new(text.to_owned());
    let form = Form {
        kind: text("perpetual"),
        asset: text("BTC"),
        expiry: text(""),
        strike: text(""),
        right: text("call"),
        settled: text("linear"),
        quantity: text(""),
        entry: text(""),
    };
    let wrong = RwSignal::new(None::<Wrong>);
    let dates = Memo::new(move |_| expiries(state, &form.asset.get()));
    Effect::new(move |_| {
        let dates = dates.get();
        let chosen = form.expiry.get_untracked();
        if !dates.iter().any(|(date, _)| *date == chosen)
            && let Some((first, _)) = dates.first()
        {
            form.expiry.set(first.clone());
        }
    });
    let is = move |kinds: &'static [&'static str]| move || kinds.contains(&form.kind.get().as_str());
    let add = move || match form.made() {
        Ok(made) => {
            state.edit(None, |book| match made {
                Made::Position(position) => drop(book.add_position(position)),
                Made::Holding(holding) => drop(book.add_holding(holding)),
            });
            wrong.set(None);
            form.quantity.set(String::new());
            form.entry.set(String::new());
        }
        Err(error) => wrong.set(Some(error)),
    };
    let of = move |part: &'static str| move || wrong.get().filter(|(at, _)| *at == part).map(|(_, right)| right);
    let written = move |id: &'static str, label: &'static str, signal: RwSignal<String>, hint: &'static str| {
        let described = format!("add-{id}-hint");
        view! {
            <label class="form-part">
                <span>{label}</span>
                <input
                    type="text"
                    data-testid=format!("add-{id}")
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=hint
                    aria-invalid=move || of(id)().map(|_| "true")
                    aria-describedby={
                        let described = described.clone();
                        move || of(id)().map(|_| described.clone())
                    }
                    prop:value=move || signal.get()
                    on:input=move |ev| {
                        signal.set(event_target_value(&ev));
                        wrong.set(None);
                    }
                />
                {move || of(id)().map(|right| view! { <span class="wrong" id=described.clone()>{right}</span> })}
            </label>
        }
    };
    let chosen = move |id: &'static str,
                       label: &'static str,
                       signal: RwSignal<String>,
                       options: Vec<(&'static str, &'static str)>| {
        let options =
            options.into_iter().map(|(value, word)| view! { <option value=value>{word}</option> }).collect_view();
        view! {
            <label class="form-part">
                <span>{label}</span>
                <select
                    data-testid=format!("add-{id}")
                    prop:value=move || signal.get()
                    on:change=move |ev| signal.set(event_target_value(&ev))
                >
                    {options}
                </select>
            </label>
        }
    };
    view! {
        <form
            class="parts"
            data-testid="add-form"
            aria-label="Add by parts"
            on:submit=move |ev| {
                ev.prevent_default();
                add();
            }
        >
            {chosen("kind", "Kind", form.kind, KINDS.to_vec())}
            {written("asset", "Coin", form.asset, "BTC")}
            <Show when=is(&["future", "option"])>
                <label class="form-part">
                    <span>"Expiry"</span>
                    <select
                        data-testid="add-expiry"
                        prop:value=move || form.expiry.get()
                        on:change=move |ev| form.expiry.set(event_target_value(&ev))
                    >
                        <For each=move || dates.get() key=|(date, _)| date.clone() let:date>
                            <option value=date.0.clone() selected=date.0 == form.expiry.get_untracked()>{date.1.clone()}</option>
                        </For>
                    </select>
                </label>
            </Show>
            <Show when=is(&["option"])>
                {written("strike", "Strike", form.strike, "80000")}
                {chosen("right", "Right", form.right, vec![("call", "Call"), ("put", "Put")])}
            </Show>
            <Show when=is(&["perpetual", "future", "option"])>
                {chosen("settled", "Settled in", form.settled, vec![("linear", "dollars (linear)"), ("inverse", "the coin (inverse)")])}
            </Show>
            {written("quantity", "Quantity", form.quantity, "1.5 long, −1.5 short")}
            <Show when=is(&["perpetual", "future", "option"])>{written("entry", "Entry price", form.entry, "optional")}</Show>
            <Show when=move || form.settled.get() == "inverse" && is(&["perpetual", "future"])()>
                <p class="help">"The quantity of an inverse perpetual or future counts dollars."</p>
            </Show>
            <div class="buttons">
                <button type="submit" class="button primary" data-testid="add-submit">"Add to book"</button>
                <button type="button" class="button" on:click=move |_| close.run(())>"Close"</button>
            </div>
            <p class="unseen" role="status">{move || wrong.get().map(|(_, right)| right)}</p>
        </form>
    }
}
