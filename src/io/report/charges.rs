//! Every charge, with each leg's part in it.

use super::Report;
use super::doc::{Doc, Table};
use super::figure::{exact, expiry, maybe_float};
use super::held::numbered;
use crate::margin::{Charge, ChargeKind};

pub(super) fn add(doc: &mut Doc, of: &Report<'_>) {
    doc.heading("Charges");
    let it = of.assessment;
    doc.say(
        "Each leg’s parts add up to its charge exactly; a part below 0 offsets. What a part is worked out from, its size, mark, \
         value and exposure, stands with the leg of that number.",
    );
    table(doc, of, "Charges of the initial margin", &it.charges);
    if it.maintenance_charges.is_empty() {
        doc.say("The maintenance margin has no charges of its own: it is a share of the initial margin.");
    } else {
        table(doc, of, "Charges of the maintenance margin", &it.maintenance_charges);
    }
    let mut told: Vec<String> = Vec::new();
    for charge in it.charges.iter().chain(&it.maintenance_charges) {
        let words = format!("{}: {}", charge.kind.title(), how(charge.kind));
        if !told.contains(&words) {
            told.push(words);
        }
    }
    if !told.is_empty() {
        doc.say("How they are worked out:");
        doc.list(told);
    }
}

fn how(kind: ChargeKind) -> &'static str {
    match kind {
        ChargeKind::Scan => "the loss in the binding scenario, as the grid counts it.",
        ChargeKind::Basis => "the forward of one expiry alone moves up and down by the rate; the worse loss counts.",
        ChargeKind::ShortOption => "the rate × index for each net short option of the underlying.",
        ChargeKind::Size => "the rate × the net exposure above the underlying’s threshold.",
        ChargeKind::Venue(charge) => charge.words,
    }
}

fn table(doc: &mut Doc, of: &Report<'_>, caption: &str, charges: &[Charge]) {
    let heads = ["Charge or leg", "Underlying", "Expiry", "#Rate, a fraction", "#Dollars"];
    let mut table = Table::new(caption, &heads);
    for charge in charges {
        table.marked([
            charge.kind.title().to_owned(),
            charge.underlying.as_ref().map_or_else(|| "all".to_owned(), ToString::to_string),
            expiry(charge.expiry),
            maybe_float(charge.rate),
            exact(charge.amount),
        ]);
        for part in &charge.parts {
            let name = of.assessment.legs.get(part.leg).map_or_else(String::new, |leg| numbered(part.leg, leg));
            table.row([name, String::new(), String::new(), String::new(), exact(part.amount)]);
        }
    }
    doc.table(table, "There is no charge.");
}
