//! How high each item of a column stands: level with its neighbours, as far as order and room allow.
//!
//! Offsets within a column are multiples of the step, so rounding the tops afterwards keeps all room.

use crate::geometry::Size;
use crate::geometry::layers::Link;
use crate::geometry::measures::{GRID, count};

/// All tops are to be rounded to multiples of this.
pub(super) const STEP: f64 = GRID;
const SWEEPS: usize = 8;

/// The top of every item, by index; items of other graphs stay at 0.
pub(super) fn tops(columns: &[Vec<usize>], sizes: &[Size], links: &[Link], gap: f64) -> Vec<f64> {
    let mut tops = vec![0.0; sizes.len()];
    for column in columns {
        place(column, sizes, gap, |_| 0.0, &mut tops);
    }
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 1;
        let indices: Vec<usize> = if rightwards {
            (0..columns.len()).collect()
        } else {
            (0..columns.len()).rev().collect()
        };
        for c in indices {
            let wish = wishes(&tops, links, rightwards);
            place(&columns[c], sizes, gap, |i| wish[i], &mut tops);
        }
    }
    tops
}

/// Where every item would stand level with its neighbours on one side; where it stands, when it has none there.
fn wishes(tops: &[f64], links: &[Link], rightwards: bool) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); tops.len()];
    for link in links {
        let (item, level) = if rightwards {
            (link.to, tops[link.from] + link.dy)
        } else {
            (link.from, tops[link.to] - link.dy)
        };
        sums[item].0 += level;
        sums[item].1 += 1.0;
    }
    sums.iter()
        .zip(tops)
        .map(|((sum, n), top)| if *n > 0.0 { sum / n } else { *top })
        .collect()
}

/// Least squares under order and room: neighbours that would overlap share their mean.
fn place(column: &[usize], sizes: &[Size], gap: f64, wish: impl Fn(usize) -> f64, tops: &mut [f64]) {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(column.len());
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for item in column {
        offsets.push(offset);
        blocks.push((wish(*item) - offset, 1));
        offset += ((sizes[*item].h + gap) / STEP).ceil() * STEP;
        while let [.., a, b] = blocks[..]
            && a.0 > b.0
        {
            let n = a.1 + b.1;
            blocks.truncate(blocks.len() - 2);
            blocks.push(((a.0 * count(a.1) + b.0 * count(b.1)) / count(n), n));
        }
    }
    let levels = blocks.into_iter().flat_map(|(level, n)| std::iter::repeat_n(level, n));
    for ((item, level), offset) in column.iter().zip(levels).zip(offsets) {
        tops[*item] = level + offset;
    }
}
