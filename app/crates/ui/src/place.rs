//! Where a floating box goes: below its anchor where there is room, else above; never outside the window.

/// A box in window pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// A box without extent: the pointer.
    #[must_use]
    pub const fn point(x: f64, y: f64) -> Self {
        Self {
            x,
            y,
            width: 0.0,
            height: 0.0,
        }
    }
}

/// Which edges of box and anchor stand in line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// The left edges.
    #[default]
    Start,
    /// The right edges.
    End,
}

/// Pixels between the anchor and the box.
const GAP: f64 = 4.0;
/// Pixels between the box and the border of the window.
const MARGIN: f64 = 8.0;

/// The upper left corner of a box of `size` at `anchor` in a window of `window` (width, height).
#[must_use]
pub fn place(anchor: Rect, size: (f64, f64), window: (f64, f64), align: Align) -> (f64, f64) {
    let (width, height) = size;
    let wanted_x = match align {
        Align::Start => anchor.x,
        Align::End => anchor.x + anchor.width - width,
    };
    let below = anchor.y + anchor.height + GAP;
    let above = anchor.y - GAP - height;
    let wanted_y = if below + height <= window.1 - MARGIN || above < MARGIN {
        below
    } else {
        above
    };
    (inside(wanted_x, width, window.0), inside(wanted_y, height, window.1))
}

fn inside(start: f64, length: f64, limit: f64) -> f64 {
    start.min(limit - MARGIN - length).max(MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: (f64, f64) = (1000.0, 600.0);

    #[test]
    fn it_stands_below_its_anchor() {
        let anchor = Rect {
            x: 100.0,
            y: 50.0,
            width: 80.0,
            height: 28.0,
        };
        assert_eq!(place(anchor, (200.0, 120.0), WINDOW, Align::Start), (100.0, 82.0));
        assert_eq!(place(anchor, (60.0, 120.0), WINDOW, Align::End), (120.0, 82.0));
    }

    #[test]
    fn it_turns_up_at_the_lower_border() {
        let anchor = Rect {
            x: 100.0,
            y: 550.0,
            width: 80.0,
            height: 28.0,
        };
        assert_eq!(place(anchor, (200.0, 120.0), WINDOW, Align::Start), (100.0, 426.0));
    }

    #[test]
    fn it_never_leaves_the_window() {
        let corner = Rect::point(995.0, 595.0);
        assert_eq!(place(corner, (200.0, 120.0), WINDOW, Align::Start), (792.0, 471.0));
        let (x, y) = place(corner, (2000.0, 2000.0), WINDOW, Align::Start);
        assert_eq!((x, y), (8.0, 8.0));
    }
}
