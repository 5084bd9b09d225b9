//! The measures of a card. Its size and its handles follow from its data alone.

use crate::geometry::{Point, Rect, Size};
use crate::model::{Doc, FlowNode, NodeSize, PortRef};

pub const REGULAR_WIDTH: f64 = 192.0;
pub const COMPACT_WIDTH: f64 = 128.0;
pub const HEAD: f64 = 56.0;
pub const PROGRESS: f64 = 32.0;
pub const ROW: f64 = 24.0;
/// The line above the rows and the space around them.
pub const ROWS_FRAME: f64 = 9.0;
/// What stands under a card, outside its box: status, duration, cost.
pub const BELOW: f64 = 22.0;
/// Half the target of a port.
pub const PORT_REACH: f64 = 12.0;
pub const GRID: f64 = 4.0;
pub const COLUMN_GAP: f64 = 44.0;
pub const ROW_GAP: f64 = 28.0;

impl NodeSize {
    /// The width of a card in pixels.
    #[must_use]
    pub const fn width(self) -> f64 {
        match self {
            NodeSize::Regular => REGULAR_WIDTH,
            NodeSize::Compact => COMPACT_WIDTH,
        }
    }
}

impl<D> FlowNode<D> {
    /// The outgoing ports with a row of their own, in order.
    pub fn rows(&self) -> impl Iterator<Item = &crate::Port> {
        self.outputs.iter().filter(|port| port.label.is_some())
    }

    /// Width and height of the box.
    #[must_use]
    pub fn extent(&self) -> Size {
        let rows = self.rows().count();
        let rows = if rows == 0 { 0.0 } else { ROWS_FRAME + ROW * count(rows) };
        Size::new(self.size.width(), self.rows_top() + rows)
    }

    #[must_use]
    pub fn rect(&self) -> Rect {
        Rect::at(self.pos, self.extent())
    }

    /// Where edges end, if they may.
    #[must_use]
    pub fn input_point(&self) -> Option<Point> {
        self.has_input.then(|| self.entry())
    }

    /// Where an edge that does end here is drawn to, allowed or not.
    pub(crate) fn entry(&self) -> Point {
        self.pos + Point::new(0.0, HEAD / 2.0)
    }

    /// Where edges of that port begin. An unknown port is drawn beside the head.
    #[must_use]
    pub fn output_point(&self, port: &str) -> Point {
        let row = self.rows().position(|p| &*p.id == port);
        let y = row.map_or(HEAD / 2.0, |row| {
            self.rows_top() + ROWS_FRAME / 2.0 + 0.5 + ROW * (count(row) + 0.5)
        });
        self.pos + Point::new(self.size.width(), y)
    }

    fn rows_top(&self) -> f64 {
        HEAD + if self.state.progress.is_some() { PROGRESS } else { 0.0 }
    }
}

impl<D> Doc<D> {
    /// The rectangle around all boxes; none when there are none.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        self.nodes().map(|node| node.rect()).reduce(Rect::union)
    }

    /// Where edges of that port begin.
    #[must_use]
    pub fn port_point(&self, port: &PortRef) -> Option<Point> {
        self.node(&port.node).map(|node| node.output_point(&port.port))
    }
}

/// A count as pixels. Rows and ranks are few.
pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
