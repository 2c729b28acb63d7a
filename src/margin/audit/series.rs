//! Daily closes that some cases rest on, which are not ours to ship: handed in by who has them.

/// Daily closes, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The S&P 500, adjusted closes.
    pub sp500: Vec<f64>,
    /// The VIX, percent.
    pub vix: Vec<f64>,
}

impl Series {
    /// Reads the two files of the Python package `arch`, `sp500.csv` and `vix.csv`; absent where a column is. What is no
    /// number is left out.
    pub fn read(sp500: &str, vix: &str) -> Option<Self> {
        Some(Self { sp500: column(sp500, "Adj Close")?, vix: column(vix, "vix")? })
    }
}

fn column(text: &str, name: &str) -> Option<Vec<f64>> {
    let mut lines = text.lines();
    let place = lines.next()?.split(',').position(|head| head == name)?;
    Some(lines.filter_map(|line| line.split(',').nth(place)?.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_name() {
        let found = Series::read("Date,Adj Close\n1999-01-04,1228.1\n1999-01-05,.\n", "vix,Date\n17.2,1990\n");
        assert_eq!(found, Some(Series { sp500: vec![1228.1], vix: vec![17.2] }));
        assert_eq!(Series::read("Date,Close\n", "vix\n"), None);
    }
}
