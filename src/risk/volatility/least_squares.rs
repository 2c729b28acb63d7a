//! Ordinary least squares of a few regressors, by orthogonal columns (Gram–Schmidt, each column cleaned twice).

use super::limits::settled;
use crate::risk::FigureError;

/// Coefficients, one a column, that bring `Σ coefficient·column` closest to `target`.
pub(crate) fn least_squares(columns: &[Vec<f64>], target: &[f64]) -> Result<Vec<f64>, FigureError> {
    let what = "a coefficient";
    let mut units: Vec<Vec<f64>> = Vec::new();
    // upper triangle: how much of each earlier unit is in a column, and its own length last
    let mut triangle: Vec<Vec<f64>> = Vec::new();
    for column in columns {
        let mut rest = column.clone();
        let mut parts = vec![0.0; units.len()];
        for _ in 0..2 {
            for (unit, part) in units.iter().zip(parts.iter_mut()) {
                let along = dot(unit, &rest);
                *part += along;
                rest.iter_mut().zip(unit).for_each(|(value, unit)| *value -= along * unit);
            }
        }
        let length = dot(&rest, &rest).sqrt();
        // a column that the earlier ones make up
        if length.is_nan() || length <= 1e-12 * dot(column, column).sqrt() {
            return Err(FigureError::Undetermined(what));
        }
        rest.iter_mut().for_each(|value| *value /= length);
        parts.push(length);
        triangle.push(parts);
        units.push(rest);
    }
    let mut rest = target.to_vec();
    let along: Vec<f64> = units
        .iter()
        .map(|unit| {
            let along = dot(unit, &rest);
            rest.iter_mut().zip(unit).for_each(|(value, unit)| *value -= along * unit);
            along
        })
        .collect();
    let mut answer = vec![0.0; columns.len()];
    for row in (0..columns.len()).rev() {
        let known: f64 = (row + 1..columns.len())
            .map(|later| {
                triangle.get(later).and_then(|parts| parts.get(row)).unwrap_or(&0.0) * answer.get(later).unwrap_or(&0.0)
            })
            .sum();
        let length = triangle.get(row).and_then(|parts| parts.last()).copied().unwrap_or(f64::NAN);
        let value = settled(what, (along.get(row).unwrap_or(&f64::NAN) - known) / length)?;
        if let Some(place) = answer.get_mut(row) {
            *place = value;
        }
    }
    Ok(answer)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_relation_is_found() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let square: Vec<f64> = x.iter().map(|x| x * x).collect();
        let target: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x + 0.5 * x * x).collect();
        let found = least_squares(&[vec![1.0; 20], x, square], &target).unwrap();
        for (got, want) in found.iter().zip([3.0, -2.0, 0.5]) {
            assert!((got - want).abs() < 1e-11, "{found:?}");
        }
    }

    #[test]
    fn columns_that_make_each_other_up_determine_nothing() {
        let column: Vec<f64> = (0..9).map(f64::from).collect();
        assert!(least_squares(&[column.clone(), column.clone()], &column).is_err());
    }
}
