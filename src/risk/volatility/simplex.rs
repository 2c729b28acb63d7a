//! The lowest point of a smooth function of a few variables, by the downhill simplex (Nelder and Mead, 1965): no
//! derivatives, no chance, the same steps everywhere.

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lowest {
    /// Where.
    pub at: Vec<f64>,
    /// How low.
    pub value: f64,
}

/// Steps of one descent; a descent is begun anew at its end until that gains nothing.
const STEPS: usize = 2_000;
/// Descents at most.
const DESCENTS: usize = 12;

/// The lowest point near `start`, first looking `reach` far along each variable. NaN counts as infinitely high.
pub(crate) fn lowest(start: &[f64], reach: f64, of: impl Fn(&[f64]) -> f64) -> Lowest {
    let height = |at: &[f64]| {
        let value = of(at);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut best = Lowest { at: start.to_vec(), value: height(start) };
    let mut reach = reach;
    for _ in 0..DESCENTS {
        let found = descend(&best.at, reach, &height);
        let gained = best.value - found.value;
        let scale = found.value.abs().max(1e-12);
        let moved = found.at.iter().zip(&best.at).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        if found.value <= best.value {
            best = found;
        }
        if (gained.is_nan() || gained <= 1e-15 * scale) && moved < 1e-9 {
            break;
        }
        // later descents look closer around what is there already
        reach = (reach * 0.5).max(1e-4);
    }
    best
}

fn descend(start: &[f64], reach: f64, height: &impl Fn(&[f64]) -> f64) -> Lowest {
    let count = start.len();
    let mut corners: Vec<Lowest> = vec![Lowest { at: start.to_vec(), value: height(start) }];
    for axis in 0..count {
        let mut at = start.to_vec();
        if let Some(along) = at.get_mut(axis) {
            *along += reach;
        }
        corners.push(Lowest { value: height(&at), at });
    }
    for _ in 0..STEPS {
        corners.sort_by(|a, b| a.value.total_cmp(&b.value));
        let (Some(low), Some(high)) = (corners.first(), corners.last()) else { break };
        let wide = high.at.iter().zip(&low.at).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        if wide < 1e-10 {
            break;
        }
        step(&mut corners, height);
    }
    corners
        .into_iter()
        .min_by(|a, b| a.value.total_cmp(&b.value))
        .unwrap_or(Lowest { at: start.to_vec(), value: f64::INFINITY })
}

/// Replaces the highest corner by a better one, or draws all of them towards the lowest.
fn step(corners: &mut [Lowest], height: &impl Fn(&[f64]) -> f64) {
    let Some((high, others)) = corners.split_last_mut() else { return };
    let (Some(lowest), Some(second)) = (others.first(), others.last()) else { return };
    let (lowest_value, second_value) = (lowest.value, second.value);
    let share = 1.0 / others.len() as f64;
    let centre: Vec<f64> = (0..high.at.len())
        .map(|axis| others.iter().filter_map(|corner| corner.at.get(axis)).sum::<f64>() * share)
        .collect();
    let along = |far: f64| {
        let at: Vec<f64> = centre.iter().zip(&high.at).map(|(middle, high)| middle + far * (middle - high)).collect();
        Lowest { value: height(&at), at }
    };
    let mirrored = along(1.0);
    let better = if mirrored.value < lowest_value {
        let farther = along(2.0);
        Some(if farther.value < mirrored.value { farther } else { mirrored })
    } else if mirrored.value < second_value {
        Some(mirrored)
    } else {
        let inner = if mirrored.value < high.value { along(0.5) } else { along(-0.5) };
        (inner.value < high.value.min(mirrored.value)).then_some(inner)
    };
    match better {
        Some(better) => *high = better,
        None => {
            let towards = corners.first().map(|corner| corner.at.clone()).unwrap_or_default();
            for corner in corners.iter_mut().skip(1) {
                for (own, low) in corner.at.iter_mut().zip(&towards) {
                    *own = low + 0.5 * (*own - low);
                }
                corner.value = height(&corner.at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valley_is_followed_to_its_end() {
        // Rosenbrock's, lowest at (1, 1)
        let found = lowest(&[-1.2, 1.0], 0.5, |at| {
            let (x, y) = (at[0], at[1]);
            (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x)
        });
        assert!((found.at[0] - 1.0).abs() < 1e-6 && (found.at[1] - 1.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn nothing_finite_stays_where_it_began() {
        let found = lowest(&[3.0], 0.5, |_| f64::NAN);
        assert_eq!(found.at.len(), 1);
        assert_eq!(found.value, f64::INFINITY);
    }
}
