//! A layered layout of a directed graph: columns by longest path, order by barycentre, heights by least squares.

mod order;
mod rank;
mod settle;

use crate::geometry::{Point, Size};

/// A link between two items, by index. `dy` is how much lower than the way in of the target its source handle sits.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    pub dy: f64,
}

/// The least room between columns, between the items of a column, and between separate graphs.
#[derive(Clone, Copy, Debug)]
pub struct Spacing {
    pub column: f64,
    pub row: f64,
    pub part: f64,
}

/// The column of every item and the place of its top left corner, from (0, 0) on.
#[derive(Clone, Debug, Default)]
pub struct Layered {
    pub column: Vec<usize>,
    pub at: Vec<Point>,
}

/// Lays out items with these sizes; `heights` say who stood above whom before. Items without a link to each other stand one graph under the other.
#[must_use]
pub fn layout(sizes: &[Size], heights: &[f64], links: &[Link], spacing: Spacing) -> Layered {
    let links: Vec<Link> = links
        .iter()
        .copied()
        .filter(|l| l.from != l.to && l.from < sizes.len() && l.to < sizes.len())
        .collect();
    let forward = rank::without_cycles(sizes.len(), &links);
    let column = rank::longest_path(sizes.len(), &forward);
    let widths = column_widths(sizes, &column);
    let mut at = vec![Point::default(); sizes.len()];
    let mut top = 0.0;
    for mut part in rank::parts(sizes.len(), &links) {
        part.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
        let columns = order::columns(&part, &column, &forward);
        let mut tops = settle::tops(&columns, sizes, &forward, spacing.row);
        let least = part.iter().map(|i| tops[*i]).fold(f64::INFINITY, f64::min);
        let mut bottom = top;
        for i in part {
            tops[i] = top + ((tops[i] - least) / settle::STEP).round() * settle::STEP;
            at[i] = Point::new(left_of(&widths, column[i], spacing.column), tops[i]);
            bottom = f64::max(bottom, tops[i] + sizes[i].h);
        }
        top = ((bottom + spacing.part) / settle::STEP).ceil() * settle::STEP;
    }
    Layered { column, at }
}

fn column_widths(sizes: &[Size], column: &[usize]) -> Vec<f64> {
    let mut widths = vec![0.0; column.iter().max().map_or(0, |last| last + 1)];
    for (size, column) in sizes.iter().zip(column) {
        widths[*column] = f64::max(widths[*column], size.w);
    }
    widths
}

fn left_of(widths: &[f64], column: usize, gap: f64) -> f64 {
    widths[..column].iter().map(|w| w + gap).sum()
}
