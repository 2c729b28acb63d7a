//! Derive: a Dutch auction of the account. A bidder takes a share of everything, at most as much as brings the buffer margin
//! to zero, at a discount that grows with time; an insolvent account is handed over whole.

use rust_decimal::Decimal;

use super::run::{Run, share_of, usd};
use super::tried::{Charged, Pricing};
use super::{Closed, End};
use crate::book::{Account, Asset, Exact, Holding};
use crate::margin::venues::derive::auction::{AuctionRules, Auctioned, Bid, bid, insolvent_price};
use crate::risk::to_f64;

/// What bidders pay in.
const CASH: &str = "USDC";

pub(super) fn close(run: &mut Run<'_>, rules: &AuctionRules, bid_after_seconds: u64) -> End {
    run.wait(bid_after_seconds);
    let mut paid_in = Decimal::ZERO;
    loop {
        if let Some(end) = run.end() {
            return end;
        }
        let (value, maintenance) = (run.now.equity(), run.now.room());
        if value <= Decimal::ZERO {
            return insolvent(run, rules, to_f64(maintenance), to_f64(value));
        }
        let auctioned = Auctioned {
            seconds: run.seconds as f64,
            maintenance: to_f64(maintenance),
            value: to_f64(value),
            paid_in: to_f64(paid_in),
        };
        let taken = match bid(rules, &auctioned, 1.0) {
            Ok(taken) if taken.share > 0.0 => taken,
            Ok(_) => return run.stuck("the largest share that a bidder may take is nothing"),
            Err(error) => return run.stuck(&error.to_string()),
        };
        match sold(run, &taken, paid_in) {
            Ok((account, what, paid)) => {
                paid_in = paid_in.capped_plus(paid);
                let percent = |fraction: f64| usd(fraction * 100.0).map(|percent| percent.round_dp(2).normalize());
                let (Ok(share), Ok(price)) = (percent(taken.share), percent(taken.discount)) else {
                    return run.stuck("the bid is too large to be computed");
                };
                let why = format!("a bidder takes {share} % of the account at {price} % of its value");
                run.hand_over(account, what, why);
            }
            Err(why) => return run.stuck(&why),
        }
        run.wait(bid_after_seconds.max(1));
    }
}

/// The account after a bid: a share of every position and holding is gone, but for the cash that bidders paid in; and what
/// the bidder paid.
fn sold(run: &Run<'_>, bid: &Bid, paid_in: Decimal) -> Result<(Account, Vec<Closed>, Decimal), String> {
    let (share, pays) = (usd(bid.share)?, usd(bid.pays)?);
    let what = shares(run, share)?;
    let mut account = run.now.account.clone();
    for position in &mut account.positions {
        let part = share_of(position.quantity, share);
        position.quantity = position.quantity.capped_minus(part);
    }
    account.positions.retain(|position| !position.quantity.is_zero());
    let cash: Asset = CASH.parse().map_err(|_| "no asset".to_owned())?;
    for Holding { asset, quantity } in &mut account.holdings {
        let whole = if *asset == cash { paid_in } else { Decimal::ZERO };
        let sold = quantity.capped_minus(whole).capped_times(share);
        *quantity = quantity.capped_minus(sold);
    }
    account.hold(&cash, pays).ok_or_else(|| "the cash is too large to be computed".to_owned())?;
    Ok((account, what, pays))
}

/// The share of every position, as trades at the mark.
fn shares(run: &Run<'_>, share: Decimal) -> Result<Vec<Closed>, String> {
    let order = |lot: super::state::Lot| (lot.instrument, -share_of(lot.units, share));
    let orders: Vec<_> = run.now.lots().into_iter().map(order).collect();
    run.tried(&orders, Pricing::Mark, Charged::Dollars(Decimal::ZERO)).map(|tried| tried.what)
}

/// The account is handed over for nothing, and the security module pays whoever takes it.
fn insolvent(run: &mut Run<'_>, rules: &AuctionRules, maintenance: f64, value: f64) -> End {
    let what = match shares(run, Decimal::ONE) {
        Ok(what) => what,
        Err(why) => return run.stuck(&why),
    };
    let loss = match usd(-insolvent_price(rules, maintenance, value, run.seconds as f64)) {
        Ok(loss) => loss,
        Err(why) => return run.stuck(&why),
    };
    run.hand_over(Account::default(), what, "the account is insolvent: it is handed over with a payment".to_owned());
    if loss > Decimal::ZERO { End::Bankrupt { loss_usd: loss } } else { End::Empty }
}
