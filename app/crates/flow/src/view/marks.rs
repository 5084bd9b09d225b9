//! How cards and ports stand out: a reading of document, selection and what is under way.

use std::collections::HashMap;

use crate::editor::{Overlay, Selection};
use crate::model::{Doc, EdgeState, NodeId, PortRef};
use crate::view::cells::{Mark, PortMark, PortMarks};

pub(super) fn card(id: &NodeId, selection: &Selection, overlay: &Overlay) -> Mark {
    Mark {
        selected: selection.nodes.contains(id),
        dragged: overlay.dragged.contains(id),
        dock: overlay
            .dock
            .as_ref()
            .filter(|(dock, _)| dock == id)
            .map(|(_, may)| *may),
    }
}

/// The ports of every node.
pub(super) fn ports<D>(doc: &Doc<D>, overlay: &Overlay) -> HashMap<NodeId, PortMarks> {
    let mut all: HashMap<NodeId, PortMarks> = HashMap::with_capacity(doc.len());
    for node in doc.nodes() {
        let outputs = node.outputs.iter().map(|port| {
            if port.label.is_some() {
                PortMark::Open
            } else {
                PortMark::Plain
            }
        });
        all.insert(
            node.id.clone(),
            PortMarks {
                input: PortMark::Plain,
                outputs: outputs.collect(),
            },
        );
    }
    for (key, state) in doc.edges() {
        let mark = of_edge(state);
        if let Some(port) = output(doc, &mut all, &key.source()) {
            *port = if *port == PortMark::Open {
                mark
            } else {
                louder(*port, mark)
            };
        }
        if let Some(marks) = all.get_mut(&key.to) {
            marks.input = louder(marks.input, mark);
        }
    }
    if let Some(port) = overlay.from.as_ref().and_then(|from| output(doc, &mut all, from)) {
        *port = PortMark::Hover;
    }
    if let Some(marks) = overlay
        .dock
        .as_ref()
        .filter(|(_, may)| *may)
        .and_then(|(id, _)| all.get_mut(id))
    {
        marks.input = PortMark::Hover;
    }
    all
}

fn output<'a, D>(doc: &Doc<D>, all: &'a mut HashMap<NodeId, PortMarks>, port: &PortRef) -> Option<&'a mut PortMark> {
    let index = doc.node(&port.node)?.outputs.iter().position(|p| p.id == port.port)?;
    all.get_mut(&port.node)?.outputs.get_mut(index)
}

fn of_edge(state: EdgeState) -> PortMark {
    match state {
        EdgeState::Idle | EdgeState::Done => PortMark::Plain,
        EdgeState::Skipped => PortMark::Skipped,
        EdgeState::Active => PortMark::Active,
    }
}

/// Where several edges meet: active is seen before all, skipped only where nothing else is.
fn louder(a: PortMark, b: PortMark) -> PortMark {
    if a == PortMark::Active || b == PortMark::Active {
        PortMark::Active
    } else {
        b
    }
}
