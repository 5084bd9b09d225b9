//! What is open beside the canvas.

use domain::problem::Problem;
use flow::{MenuTarget, NodeId, Pending, Point};
use leptos::prelude::*;

/// A place where somebody wants a node.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AddAt {
    /// The flow point of its way in.
    pub at: Point,
    /// Where the list opens, in client pixels.
    pub client: Point,
    /// The connection that waits for it.
    pub pending: Option<Pending>,
    /// The node that has the focus, or is selected: the new one goes to its right, and is connected with it.
    pub beside: Option<NodeId>,
}

/// A file that was refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RefusedFile {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Everything that opens and closes.
#[derive(Clone, Copy)]
pub(crate) struct Panes {
    /// The list of kinds at a place on the canvas.
    pub add: RwSignal<Option<AddAt>>,
    /// Where the context menu opens, in client pixels.
    pub menu_at: RwSignal<Option<(f64, f64)>>,
    /// What it was asked on, and the flow point.
    pub menu_on: RwSignal<(MenuTarget, Point)>,
    /// The tab of the node in the inspector.
    pub tab: RwSignal<String>,
    /// The tab of the workflow in the inspector.
    pub overview: RwSignal<String>,
    /// The setting that shall have the focus next.
    pub wanted: RwSignal<Option<String>>,
    /// The run drawer, unfolded.
    pub drawer: RwSignal<bool>,
    /// The Run form.
    pub run_form: RwSignal<bool>,
    /// The dialog that publishes.
    pub publish: RwSignal<bool>,
    /// The list of versions.
    pub versions: RwSignal<bool>,
    /// The list of keys.
    pub keys: RwSignal<bool>,
    /// The inspector as a sheet.
    pub sheet: RwSignal<bool>,
    /// A dropped file that was refused.
    pub refused: RwSignal<Option<RefusedFile>>,
    /// A file is being dragged over the page.
    pub dragging: RwSignal<bool>,
    /// Too narrow for panels beside the canvas.
    pub small: RwSignal<bool>,
    /// A phone: look, inspect and run.
    pub phone: RwSignal<bool>,
}

impl Panes {
    /// All closed.
    pub(crate) fn new() -> Self {
        Self {
            add: RwSignal::new(None),
            menu_at: RwSignal::new(None),
            menu_on: RwSignal::new((MenuTarget::Canvas, Point::default())),
            tab: RwSignal::new("configure".to_owned()),
            overview: RwSignal::new("outline".to_owned()),
            wanted: RwSignal::new(None),
            drawer: RwSignal::new(true),
            run_form: RwSignal::new(false),
            publish: RwSignal::new(false),
            versions: RwSignal::new(false),
            keys: RwSignal::new(false),
            sheet: RwSignal::new(false),
            refused: RwSignal::new(None),
            dragging: RwSignal::new(false),
            small: RwSignal::new(false),
            phone: RwSignal::new(false),
        }
    }
}
