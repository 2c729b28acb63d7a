//! Parameters of any rule set laid out for reading and changing: fields, tables and groups, from their JSON alone.

use serde_json::Value;

/// Where a value stands below `parameters`: keys, and places in lists as numbers.
pub(crate) type Path = Vec<String>;

/// A value that can be changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// Where it stands.
    pub(crate) path: Path,
    /// Its name in words.
    pub(crate) label: String,
    /// What stands there, as it is typed.
    pub(crate) text: String,
}

/// A part of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    /// Values one under the other.
    Fields {
        /// What they are about; empty for those at the top.
        title: String,
        /// The values.
        fields: Vec<Field>,
    },
    /// Rows of like values.
    Table {
        /// What they are about.
        title: String,
        /// The columns.
        heads: Vec<String>,
        /// A row's name, and its value in each column.
        rows: Vec<(String, Vec<Option<Field>>)>,
    },
    /// Blocks under one title.
    Group {
        /// What they are about.
        title: String,
        /// The blocks.
        blocks: Vec<Block>,
    },
}

impl Block {
    /// What it is about.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Fields { title, .. } | Self::Table { title, .. } | Self::Group { title, .. } => title,
        }
    }

    /// All values in it.
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match self {
            Self::Fields { fields, .. } => fields.iter().collect(),
            Self::Table { rows, .. } => rows.iter().flat_map(|(_, cells)| cells.iter().flatten()).collect(),
            Self::Group { blocks, .. } => blocks.iter().flat_map(Block::fields).collect(),
        }
    }
}

/// `tiers[2].rate`.
pub(crate) fn path_text(path: &[String]) -> String {
    path.iter().fold(String::new(), |text, step| match step.parse::<usize>() {
        Ok(place) => format!("{text}[{place}]"),
        Err(_) if text.is_empty() => step.clone(),
        Err(_) => format!("{text}.{step}"),
    })
}

/// All parameters; loose values come first.
pub(crate) fn layout(parameters: &Value) -> Vec<Block> {
    children(parameters, &[], "")
}

/// A key in words: `max_leverage` is `max leverage`.
fn words(key: &str) -> String {
    key.replace('_', " ")
}

/// What is changed in one field: a single value, or a list of them.
fn is_leaf(value: &Value) -> bool {
    match value {
        Value::Array(all) => all.iter().all(|item| !item.is_array() && !item.is_object()),
        Value::Object(_) => false,
        _ => true,
    }
}

/// A value as it is typed.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn entries(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect(),
        _ => Vec::new(),
    }
}

fn field(path: &[String], key: &str, value: &Value) -> Field {
    let path = [path, &[key.to_owned()]].concat();
    Field { path, label: words(key), text: shown(value) }
}

/// A list of things is called by number, from one.
fn row_name(within: &Value, key: &str) -> String {
    match (within, key.parse::<usize>()) {
        (Value::Array(_), Ok(place)) => (place + 1).to_string(),
        _ => key.to_owned(),
    }
}

fn children(value: &Value, path: &[String], title: &str) -> Vec<Block> {
    let all = entries(value);
    let loose: Vec<Field> =
        all.iter().filter(|(_, value)| is_leaf(value)).map(|(key, value)| field(path, key, value)).collect();
    let mut blocks = Vec::new();
    if !loose.is_empty() {
        blocks.push(Block::Fields { title: title.to_owned(), fields: loose });
    }
    for (key, inner) in all.iter().filter(|(_, value)| !is_leaf(value)) {
        blocks.push(block(inner, &[path, std::slice::from_ref(key)].concat(), &words(&row_name(value, key))));
    }
    blocks
}

fn block(value: &Value, path: &[String], title: &str) -> Block {
    let rows = entries(value);
    let some_leaf = |row: &Value| row.is_object() && entries(row).iter().any(|(_, cell)| is_leaf(cell));
    let nested = |row: &Value| entries(row).iter().any(|(_, cell)| !is_leaf(cell));
    let deep = rows.iter().filter(|(_, row)| nested(row)).count();
    if rows.len() > 1 && rows.iter().all(|(_, row)| some_leaf(row)) && deep * 2 < rows.len() {
        return table(value, path, title);
    }
    let mut blocks = children(value, path, title);
    match (blocks.len(), blocks.pop()) {
        // of a list of one there is no need to say which
        (1, Some(Block::Fields { fields, .. })) if value.is_array() => {
            Block::Fields { title: title.to_owned(), fields }
        }
        (1, Some(only @ Block::Fields { .. })) => only,
        (_, last) => {
            blocks.extend(last);
            for inner in &mut blocks {
                if let Block::Fields { title: own, .. } = inner
                    && *own == title
                {
                    own.clear();
                }
            }
            Block::Group { title: title.to_owned(), blocks }
        }
    }
}

fn table(value: &Value, path: &[String], title: &str) -> Block {
    let rows = entries(value);
    let mut keys: Vec<String> = Vec::new();
    for (_, row) in &rows {
        for (key, _) in entries(row).into_iter().filter(|(_, cell)| is_leaf(cell)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let rows = rows.iter().map(|(name, row)| {
        let at = [path, std::slice::from_ref(name)].concat();
        let leaf = |key: &String| row.get(key).filter(|cell| is_leaf(cell)).map(|cell| field(&at, key, cell));
        (row_name(value, name), keys.iter().map(leaf).collect())
    });
    let heads = keys.iter().map(|key| words(key)).collect();
    let table = Block::Table { title: title.to_owned(), rows: rows.collect(), heads };
    // what lies deeper in a few rows stands beneath the table
    let deeper = entries(value).into_iter().flat_map(|(name, row)| {
        let at = [path, std::slice::from_ref(&name)].concat();
        let inner = entries(row).into_iter().filter(|(_, cell)| !is_leaf(cell));
        let named = |(key, cell): (String, &Value)| {
            let below = [at.as_slice(), std::slice::from_ref(&key)].concat();
            block(cell, &below, &format!("{}, {}", row_name(value, &name), words(&key)))
        };
        inner.map(named).collect::<Vec<_>>()
    });
    let mut blocks = vec![table];
    blocks.extend(deeper);
    match (blocks.len(), blocks.pop()) {
        (1, Some(table)) => table,
        (_, last) => {
            blocks.extend(last);
            Block::Group { title: String::new(), blocks }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues;
    use serde_json::json;

    /// Every value of a JSON with its path, counted without the layout.
    fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
        if is_leaf(value) {
            out.push(path.to_owned());
            return;
        }
        for (key, inner) in entries(value) {
            leaves(inner, &format!("{path}/{key}"), out);
        }
    }

    #[test]
    fn every_parameter_of_every_rule_set_has_one_field() {
        for rules in venues::all() {
            let json: Value = serde_json::from_str(&rules.to_json()).unwrap();
            let mut expected = Vec::new();
            leaves(&json["parameters"], "", &mut expected);
            let blocks = layout(&json["parameters"]);
            let mut found: Vec<String> = blocks
                .iter()
                .flat_map(Block::fields)
                .map(|field| field.path.iter().map(|step| format!("/{step}")).collect())
                .collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{}", rules.name);
        }
    }

    #[test]
    fn like_rows_are_a_table_and_loose_values_come_first() {
        let parameters = json!({
            "tiers": { "BTC": [{"lower": "0", "rate": 0.01}, {"lower": "5", "rate": 0.02, "cap": 9}] },
            "floor": "20",
            "moves": [-0.1, 0, 0.1],
            "basis": { "least": 0.005 },
        });
        let blocks = layout(&parameters);
        let Block::Fields { title, fields } = &blocks[0] else { panic!("{blocks:?}") };
        assert!(title.is_empty());
        let said: Vec<(&str, &str)> = fields.iter().map(|field| (field.label.as_str(), field.text.as_str())).collect();
        assert_eq!(said, [("floor", "20"), ("moves", "-0.1, 0, 0.1")]);
        let tiers = blocks.iter().find(|block| block.title() == "tiers").unwrap();
        let Block::Group { blocks, .. } = tiers else { panic!("{tiers:?}") };
        let Block::Table { title, rows, .. } = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!((title.as_str(), rows.len(), rows[1].0.as_str()), ("BTC", 2, "2"));
        let rate = rows[1].1.iter().flatten().find(|field| field.label == "rate").unwrap();
        assert_eq!((path_text(&rate.path).as_str(), rate.text.as_str()), ("tiers.BTC[1].rate", "0.02"));
        assert_eq!(rows[0].1.iter().flatten().count(), 2);
    }
}
