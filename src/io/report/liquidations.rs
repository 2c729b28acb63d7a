//! Where each underlying's price liquidates the account, or why it does not.

use super::Report;
use super::doc::{Doc, Table};
use super::figure::{absent, exact, float};
use crate::margin::Root;

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    doc.heading("Liquidation prices");
    doc.say(
        "Each underlying moves alone, the others held: at these prices equity is the maintenance margin, by assessing the \
         whole account again there. Distances are fractions of the price now.",
    );
    let heads = ["Underlying", "#Price now", "Which", "#Liquidation price", "#Distance", "Just above it"];
    let mut table = Table::new("Liquidation prices", &heads);
    for each in of.liquidations {
        let name = each.underlying.to_string();
        if let Some(why) = each.none {
            let why = why.reason(&each.underlying);
            table.row([name.clone(), exact(each.price), format!("none: {why}"), absent(), absent(), absent()]);
        }
        for root in &each.roots {
            let nearest = [(each.below, "nearest below"), (each.above, "nearest above")];
            let is = |other: &Option<Root>| other.is_some_and(|other| other.price == root.price);
            let which = nearest.iter().find(|(other, _)| is(other)).map_or("further", |(_, word)| word);
            let standing = if root.healthy_above { "healthy" } else { "liquidated" };
            let cells = [
                name.clone(),
                exact(each.price),
                which.to_owned(),
                exact(root.price),
                float(root.distance),
                standing.to_owned(),
            ];
            if which == "further" { table.row(cells) } else { table.marked(cells) }
        }
    }
    doc.table(table, "There is none: nothing here needs margin.");
    doc.list(of.liquidations.iter().map(|each| {
        let (low, high) = each.range;
        let now = if each.liquidatable_now { "; liquidatable at its price now" } else { "" };
        format!("{}: looked for from {} to {}{now}.", each.underlying, exact(low), exact(high))
    }));
}
