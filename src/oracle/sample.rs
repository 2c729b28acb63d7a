//! The bundled snapshot, for before a source has answered and for where none can be reached.
//!
//! Its figures are invented near real ones, in `sample.json` beside this file, and every quote made from them says
//! `sample`. Prices are US dollars a coin, volatilities fractions a year by days and by ln(strike / forward), forwards
//! carry 5 % a year. The same instant gives the same market, bit for bit: exp and ln are `libm`'s.

use std::borrow::Cow;

use crate::book::{Asset, Exact, Expiry, Instrument, Sorted, Time};
use crate::json::{Json, field};
use crate::market::{Market, PriceState, Quote, VolQuote};
use crate::risk::{nearest_f64, to_f64};
use rust_decimal::Decimal;

/// The source's name in every quote of the sample.
pub const NAME: &str = "sample";

struct Sample {
    time: Time,
    carry: f64,
    index: Sorted<Asset, Decimal>,
    linear_perpetuals: Vec<String>,
    inverse_perpetuals: Vec<String>,
    moneyness: Vec<Decimal>,
    chains: Vec<Chain>,
}

/// The options of one underlying.
struct Chain {
    /// What the names of its instruments begin with.
    head: String,
    underlying: Asset,
    strike_step: Decimal,
    smiles: Vec<Smile>,
}

/// Volatilities at one distance in time.
struct Smile {
    days: f64,
    /// ln(strike / forward) and volatility, rising.
    points: Vec<(f64, f64)>,
}

/// The fields of an object, read as what they are.
struct Fields<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Fields<'a> {
    fn of(json: Json<'a>) -> Option<Self> {
        json.fields().map(Self)
    }

    fn get(&self, name: &str) -> Option<Json<'a>> {
        field(&self.0, name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.string().map(Cow::into_owned)
    }

    fn number(&self, name: &str) -> Option<Decimal> {
        decimal(self.get(name)?)
    }

    fn list<T>(&self, name: &str, one: fn(Json<'a>) -> Option<T>) -> Option<Vec<T>> {
        self.get(name)?.list()?.into_iter().map(one).collect()
    }
}

/// A number, or a string that holds one.
fn decimal(json: Json<'_>) -> Option<Decimal> {
    json.text().parse().ok()
}

fn text(json: Json<'_>) -> Option<String> {
    json.string().map(Cow::into_owned)
}

impl Sample {
    fn read(file: &str) -> Option<Self> {
        let fields = Fields::of(Json::read(file).ok()?)?;
        let index = fields.get("index")?.fields()?;
        Some(Self {
            time: Time(fields.get("time")?.text().parse().ok()?),
            carry: to_f64(fields.number("carry")?),
            index: index
                .into_iter()
                .filter_map(|(asset, price)| Some((asset.parse().ok()?, decimal(price)?)))
                .collect(),
            linear_perpetuals: fields.list("linear_perpetuals", text)?,
            inverse_perpetuals: fields.list("inverse_perpetuals", text)?,
            moneyness: fields.list("moneyness", decimal)?,
            chains: fields.list("chains", Chain::read)?,
        })
    }
}

impl Smile {
    fn read(json: Json<'_>) -> Option<Self> {
        let fields = Fields::of(json)?;
        let point = |point: Json<'_>| match point.list()?.as_slice() {
            [at, vol] => Some((to_f64(decimal(*at)?), to_f64(decimal(*vol)?))),
            _ => None,
        };
        Some(Self { days: to_f64(fields.number("days")?), points: fields.list("points", point)? })
    }
}

/// The sample at an instant: its contracts are those listed then.
pub fn market(now: Time) -> Market {
    let mut market = Market::at(now);
    // The file is part of the program and a test reads it; without it the market is empty, which is said on screen.
    let Some(sample) = Sample::read(include_str!("sample.json")) else {
        return market;
    };
    let quote = |price| Quote::new(price, NAME, sample.time, PriceState::Sample);
    for (asset, price) in &sample.index {
        market.index.insert(asset.clone(), quote(*price));
    }
    let linear = sample.linear_perpetuals.iter().map(|a| (a, "PERP"));
    let inverse = sample.inverse_perpetuals.iter().map(|a| (a, "PERPETUAL"));
    for (asset, kind) in linear.chain(inverse) {
        let name = format!("{asset}-{kind}").parse::<Instrument>();
        if let Ok(instrument) = name
            && let Some(price) = sample.index.get(instrument.underlying())
        {
            market.marks.insert(instrument, quote(*price));
        }
    }
    for chain in &sample.chains {
        for expiry in listed(now) {
            chain.add(&sample, expiry, &mut market);
        }
    }
    market
}

/// Six expiries: the ends of three months, and the three ends of quarters after them.
fn listed(now: Time) -> Vec<Expiry> {
    let mut expiries = Vec::new();
    let mut days = 2.0;
    for quarterly in [false, false, false, true, true, true] {
        let Ok(expiry) = Expiry::listed_after(now, days, quarterly) else {
            break;
        };
        days = expiry.days_after(now) + 1.0;
        expiries.push(expiry);
    }
    expiries
}

impl Chain {
    fn read(json: Json<'_>) -> Option<Self> {
        let fields = Fields::of(json)?;
        Some(Self {
            head: fields.text("head")?,
            underlying: fields.text("underlying")?.parse().ok()?,
            strike_step: fields.number("strike_step")?,
            smiles: fields.list("smiles", Smile::read)?,
        })
    }

    /// Adds the forward and the future of an expiry, and the volatilities of its options.
    fn add(&self, sample: &Sample, expiry: Expiry, market: &mut Market) -> Option<()> {
        let spot = *sample.index.get(&self.underlying)?;
        let now = market.as_of;
        let growth = rounded(libm::exp(sample.carry * expiry.years_after(now)))?;
        let forward = spot.times(growth)?.round_dp(2);
        let quote = Quote::new(forward, NAME, sample.time, PriceState::Sample);
        let future = format!("{}-{expiry}", self.head).parse().ok()?;
        market.marks.insert(future, quote.clone());
        market.forwards.insert((self.underlying.clone(), expiry), quote);
        for moneyness in &sample.moneyness {
            let steps = spot.times(*moneyness)?.over(self.strike_step)?;
            let strike = steps.round().times(self.strike_step)?;
            let ratio = nearest_f64(strike.over(forward)?);
            let vol = VolQuote {
                vol: self.vol(expiry.days_after(now), libm::log(ratio))?,
                source: NAME.to_owned(),
                time: sample.time,
                state: PriceState::Sample,
            };
            for right in ["C", "P"] {
                let name = format!("{}-{expiry}-{strike}-{right}", self.head);
                market.vols.insert(name.parse().ok()?, vol.clone());
            }
        }
        Some(())
    }

    /// Volatility at a distance in days and a log-moneyness: along each smile straight between its points and flat
    /// beyond; between two smiles the variance that has accrued is straight in time.
    fn vol(&self, days: f64, log_moneyness: f64) -> Option<f64> {
        let variances: Vec<(f64, f64)> = self
            .smiles
            .iter()
            .filter_map(|smile| {
                let vol = between(&smile.points, log_moneyness)?;
                Some((smile.days, vol * vol * smile.days))
            })
            .collect();
        let (first, last) = (variances.first()?, variances.last()?);
        // not `clamp`, whose complaint about its bounds brings the printing of floats
        let held = days.max(first.0).min(last.0);
        Some((between(&variances, held)? / held).sqrt())
    }
}

/// Straight between points whose first coordinate rises, flat beyond them.
fn between(points: &[(f64, f64)], at: f64) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    if at <= first.0 {
        return Some(first.1);
    }
    let pair = points.windows(2).find(|pair| at <= pair[1].0);
    let Some([(x0, y0), (x1, y1)]) = pair else {
        return Some(last.1);
    };
    Some(y0 + (y1 - y0) * (at - x0) / (x1 - x0))
}

/// A factor to eight places.
fn rounded(factor: f64) -> Option<Decimal> {
    let mut factor = Decimal::from_f64_retain(factor)?.round_dp(8);
    factor.rescale(8);
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000); // 2026-11-22

    #[test]
    fn the_file_is_read() {
        let sample = Sample::read(include_str!("sample.json")).unwrap();
        assert_eq!(sample.index.len(), 15);
        assert_eq!(sample.chains.len(), 3);
    }

    #[test]
    fn everything_in_it_says_sample() {
        let market = market(NOW);
        let quotes = (market.index.values()).chain(market.marks.values()).chain(market.forwards.values());
        for quote in quotes {
            assert_eq!((quote.source.as_str(), quote.state), (NAME, PriceState::Sample));
            assert!(quote.price > Decimal::ZERO);
        }
        for quote in market.vols.values() {
            assert_eq!((quote.source.as_str(), quote.state), (NAME, PriceState::Sample));
            assert!((0.3..2.0).contains(&quote.vol), "{}", quote.vol);
        }
    }

    #[test]
    fn six_expiries_of_fifteen_strikes_both_ways() {
        let market = market(NOW);
        let bitcoin = |i: &&Instrument| i.to_string().starts_with("BTC-");
        assert_eq!(market.vols.keys().filter(bitcoin).count(), 6 * 15 * 2);
        let btc: Asset = "BTC".parse().unwrap();
        let expiries: Vec<_> = market.forwards_of(&btc).map(|(e, _)| e.to_string()).collect();
        assert_eq!(expiries, ["27NOV26", "25DEC26", "29JAN27", "26MAR27", "25JUN27", "24SEP27"]);
        for name in ["BTC-PERP", "BTC-PERPETUAL", "SOL-PERPETUAL", "BTC-25DEC26"] {
            assert!(market.marks.contains_key(&name.parse().unwrap()), "{name}");
        }
    }

    #[test]
    fn puts_cost_more_volatility_than_calls_and_share_it_at_a_strike() {
        let market = market(NOW);
        let vol = |name: &str| market.vols[&name.parse().unwrap()].vol;
        assert_eq!(vol("BTC-26MAR27-80000-P"), vol("BTC-26MAR27-80000-C"));
        assert!(vol("BTC-26MAR27-65000-P") > vol("BTC-26MAR27-140000-C"));
        assert!((vol("BTC-26MAR27-95000-C") - 0.50).abs() < 0.01);
        assert!((vol("ETH-26MAR27-3200-C") - 0.68).abs() < 0.02);
        assert!((vol("SOL_USDC-26MAR27-140-C") - 0.80).abs() < 0.02);
    }

    #[test]
    fn forwards_carry_five_percent() {
        let market = market(NOW);
        let key = ("BTC".parse().unwrap(), Expiry::parse("26MAR27").unwrap());
        // 93,812 × exp(0.05 × 124⅓ / 365) = 93,812 × 1.01717783
        assert_eq!(market.forwards[&key].price, dec!(95423.49));
    }

    #[test]
    fn variance_accrues_with_time() {
        let sample = Sample::read(include_str!("sample.json")).unwrap();
        for chain in &sample.chains {
            for k in [-0.7, -0.35, -0.16, 0.0, 0.16, 0.35, 0.7] {
                let total = |days: f64| chain.vol(days, k).unwrap().powi(2) * days;
                for days in 3..365 {
                    assert!(total(f64::from(days)) < total(f64::from(days + 1)), "{k} {days}");
                }
            }
        }
    }

    #[test]
    fn any_instant_gives_a_market_and_the_same_one_twice() {
        for ms in [i64::MIN, 0, NOW.0, 4_102_444_800_000, i64::MAX] {
            assert_eq!(market(Time(ms)), market(Time(ms)));
            assert_eq!(market(Time(ms)).index.len(), 15);
        }
    }
}
