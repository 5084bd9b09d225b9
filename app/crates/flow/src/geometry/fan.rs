//! Which edges share a port, and so where each one bends.

use std::collections::HashMap;

use crate::geometry::step::{Bend, LEAVE};
use crate::model::{Doc, EdgeKey, NodeId, PortId};

/// How far down the gap an edge bends that shares its port.
const OUT: f64 = 0.5;
/// Outer edges into a node bend late, inner ones early: so they never cross.
const OUTER: f64 = 0.64;
const INNER: f64 = 0.36;

/// What is known of the edges out of one port.
#[derive(Clone, Copy, Debug)]
struct FanOut {
    count: u32,
    /// The distance to the nearest target ahead: there stands the bus that all share.
    gap: f64,
}

/// What is known of the edges into one node.
#[derive(Clone, Copy, Debug)]
struct FanIn {
    count: u32,
    top: f64,
    bottom: f64,
}

/// How edges of a document fan out and in. Valid for the positions it was made from.
#[derive(Clone, Debug)]
pub struct Fans<'a> {
    out: HashMap<(&'a NodeId, &'a PortId), FanOut>,
    into: HashMap<&'a NodeId, FanIn>,
}

impl<'a> Fans<'a> {
    #[must_use]
    pub fn of<D>(doc: &'a Doc<D>) -> Self {
        let mut fans = Self {
            out: HashMap::new(),
            into: HashMap::new(),
        };
        for (key, _) in doc.edges() {
            let from = doc.port_point(&key.source()).unwrap_or_default();
            let gap = doc.node(&key.to).map_or(0.0, |node| node.entry().x - from.x);
            let ahead = if gap >= LEAVE { gap } else { f64::INFINITY };
            let out = fans
                .out
                .entry((&key.from, &key.from_port))
                .or_insert(FanOut { count: 0, gap: ahead });
            out.count += 1;
            out.gap = out.gap.min(ahead);
            let fan = fans.into.entry(&key.to).or_insert(FanIn {
                count: 0,
                top: from.y,
                bottom: from.y,
            });
            fan.count += 1;
            fan.top = fan.top.min(from.y);
            fan.bottom = fan.bottom.max(from.y);
        }
        fans
    }

    /// Where an edge bends whose source handle is at that height.
    #[must_use]
    pub fn bend(&self, key: &EdgeKey, source_y: f64) -> Bend {
        if let Some(fan) = self.out.get(&(&key.from, &key.from_port)).filter(|fan| fan.count > 1) {
            return Bend::AfterSource {
                gap: fan.gap,
                share: OUT,
            };
        }
        match self.into.get(&key.to) {
            Some(fan) if fan.count > 1 => {
                let outer = source_y <= fan.top || source_y >= fan.bottom;
                Bend::BeforeTarget(if outer { OUTER } else { INNER })
            }
            Some(_) | None => Bend::BeforeTarget(OUT),
        }
    }
}
