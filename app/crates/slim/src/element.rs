//! The one type of element.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use full::prelude::{AddAnyAttr, Mountable, Render, RenderHtml};
use full::tachys::html::attribute::any_attribute::AnyAttribute;
use full::tachys::html::attribute::{Attribute, NextAttribute};
use full::tachys::html::element::{ElementType, attributes_to_html};
use full::tachys::html::event::EventDescriptor;
use full::tachys::html::node_ref::NodeRefContainer;
use full::tachys::hydration::Cursor;
use full::tachys::renderer::Rndr;
use full::tachys::renderer::types::Event;
use full::tachys::ssr::StreamBuilder;
use full::tachys::view::iterators::{StaticVec, StaticVecState};
use full::tachys::view::{Position, PositionState};
use wasm_bindgen::JsCast;

use crate::any_view::AnyView;
use crate::attribute::{Attributes, AttributesState, Said};
use crate::erase::IntoAny;
use crate::listener::{Handler, Listener};
use crate::place::Place;
use crate::value::{IntoAttributeValue, Value};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What is special about a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Html,
    /// has no content and no closing tag
    Void,
    /// its content is text as it stands, such as a script's
    Raw,
    Svg,
}

/// An element of any tag, with any attributes and children. A pointer, because a template hands it from call to call.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    kind: Kind,
    attributes: Attributes,
    children: Vec<AnyView>,
}

/// An element in the page.
pub struct ElementState {
    tag: &'static str,
    element: web_sys::Element,
    attributes: AttributesState,
    children: Option<StaticVecState<<AnyView as Render>::State>>,
    /// how many children, to see whether another element fits in its place
    count: usize,
}

/// What the `view!` macro calls on elements.
impl Element {
    pub(crate) fn new(tag: &'static str, kind: Kind) -> Self {
        Self(Box::new(Parts {
            tag,
            kind,
            attributes: Attributes::default(),
            children: Vec::new(),
        }))
    }

    /// Adds a child.
    #[must_use]
    pub fn child(self, child: impl RenderHtml) -> Self {
        self.push(child.into_any())
    }

    /// Says an attribute by its name.
    #[must_use]
    pub fn attr(self, name: &'static str, value: impl IntoAttributeValue) -> Self {
        value.say(self, Place::Attribute(name))
    }

    /// Says `class`, or a pair of one class and whether it applies.
    #[must_use]
    pub fn class(self, class: impl OneOrNamed) -> Self {
        class.say_in(self, Place::Class, Place::ClassName)
    }

    /// Says `style`, or a pair of one property and its value.
    #[must_use]
    pub fn style(self, style: impl OneOrNamed) -> Self {
        style.say_in(self, Place::Style, Place::StyleProperty)
    }

    /// Sets a property of the DOM's object.
    #[must_use]
    pub fn prop(self, name: &'static str, value: impl IntoAttributeValue) -> Self {
        value.say(self, Place::Property(name))
    }

    /// Takes the place of the children. The value is HTML and is written as it stands.
    #[must_use]
    pub fn inner_html(self, html: impl IntoAttributeValue) -> Self {
        html.say(self, Place::Inside)
    }

    /// Calls `handler` at every such event; on the server there is none.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "the macro hands the event over")]
    pub fn on<E>(self, event: E, mut handler: impl FnMut(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: From<Event>,
    {
        if cfg!(feature = "ssr") {
            return self;
        }
        let handler = Rc::new(RefCell::new(move |event: Event| handler(event.into())));
        self.heard(event.name(), E::CAPTURE, handler)
    }

    /// Lets `container` know the element.
    #[must_use]
    pub fn node_ref<E: ElementType>(mut self, container: impl NodeRefContainer<E> + Sync) -> Self {
        self.0
            .attributes
            .push(Said::Wanted(Arc::new(move |element| container.clone().load(element))));
        self
    }

    pub(crate) fn with(mut self, place: Place, value: Value) -> Self {
        self.0.attributes.push(Said::Valued(place, value));
        self
    }

    pub(crate) fn with_text(self, place: Place, text: &'static str) -> Self {
        self.with(place, Value::Text(Cow::Borrowed(text)))
    }

    fn push(mut self, child: AnyView) -> Self {
        self.0.children.push(child);
        self
    }

    fn heard(mut self, event: Cow<'static, str>, captures: bool, handler: Handler) -> Self {
        self.0
            .attributes
            .push(Said::Heard(Listener::new(event, captures, handler)));
        self
    }
}

/// A whole `class` or `style`, or one name of it with its value.
pub trait OneOrNamed {
    /// Says it where it belongs.
    #[must_use]
    fn say_in(self, of: Element, one: Place, named: fn(&'static str) -> Place) -> Element;
}

impl<T: IntoAttributeValue> OneOrNamed for T {
    fn say_in(self, of: Element, one: Place, _named: fn(&'static str) -> Place) -> Element {
        self.say(of, one)
    }
}

impl<T: IntoAttributeValue> OneOrNamed for (&'static str, T) {
    fn say_in(self, of: Element, _one: Place, named: fn(&'static str) -> Place) -> Element {
        self.1.say(of, named(self.0))
    }
}

impl Render for Element {
    type State = ElementState;

    fn build(self) -> ElementState {
        let Parts {
            tag,
            kind,
            attributes,
            children,
        } = *self.0;
        let element = Rndr::create_element(tag, (kind == Kind::Svg).then_some(SVG));
        let attributes = attributes.build(&element);
        let count = children.len();
        let children = (count > 0).then(|| {
            let mut children = StaticVec::from(children).build();
            children.mount(&element, None);
            children
        });
        ElementState {
            tag,
            element,
            attributes,
            children,
            count,
        }
    }

    /// Changes what stands in the page where the same things are said of the same tag; else a new element takes its
    /// place.
    fn rebuild(self, state: &mut ElementState) {
        let fits = self.0.tag == state.tag
            && self.0.children.len() == state.count
            && state.attributes.fits(&self.0.attributes);
        if !fits {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
            return;
        }
        self.0.attributes.rebuild(&mut state.attributes);
        if let Some(children) = &mut state.children {
            StaticVec::from(self.0.children).rebuild(children);
        }
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 8;

    fn html_len(&self) -> usize {
        5 + 2 * self.0.tag.len()
            + self.0.attributes.html_len()
            + self.0.children.iter().map(AnyView::html_len).sum::<usize>()
    }

    fn dry_resolve(&mut self) {
        self.0.attributes.dry_resolve();
        self.0.children.iter_mut().for_each(AnyView::dry_resolve);
    }

    async fn resolve(mut self) -> Self {
        self.0.children = StaticVec::from(self.0.children).resolve().await.into();
        self
    }

    fn to_html_with_buf(
        self,
        buffer: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        let inside = open(self.0.tag, self.0.attributes, extra, buffer);
        if !inside.is_empty() {
            buffer.push_str(&inside);
        } else if !self.0.children.is_empty() {
            *position = Position::FirstChild;
            let escape = self.0.kind != Kind::Raw;
            StaticVec::from(self.0.children).to_html_with_buf(buffer, position, escape, mark_branches, vec![]);
        }
        close(self.0.tag, self.0.kind, buffer);
        *position = Position::NextChild;
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        stream: &mut StreamBuilder,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        let mut buffer = String::new();
        let inside = open(self.0.tag, self.0.attributes, extra, &mut buffer);
        buffer.push_str(&inside);
        stream.push_sync(&buffer);
        *position = Position::FirstChild;
        if inside.is_empty() && !self.0.children.is_empty() {
            let escape = self.0.kind != Kind::Raw;
            StaticVec::from(self.0.children).to_html_async_with_buf::<OUT_OF_ORDER>(
                stream,
                position,
                escape,
                mark_branches,
                vec![],
            );
        }
        buffer.clear();
        close(self.0.tag, self.0.kind, &mut buffer);
        stream.push_sync(&buffer);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> ElementState {
        let Parts {
            tag,
            kind,
            attributes,
            children,
        } = *self.0;
        let element = enter(tag, cursor, position);
        let attributes = attributes.hydrate::<FROM_SERVER>(&element);
        let count = children.len();
        let children = (count > 0 && kind != Kind::Raw).then(|| {
            position.set(Position::FirstChild);
            StaticVec::from(children).hydrate::<FROM_SERVER>(cursor, position)
        });
        leave(&element, cursor, position);
        ElementState {
            tag,
            element,
            attributes,
            children,
            count,
        }
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> ElementState {
        let Parts {
            tag,
            kind,
            attributes,
            children,
        } = *self.0;
        let element = enter(tag, cursor, position);
        let attributes = attributes.hydrate::<true>(&element);
        let count = children.len();
        let children = if count > 0 && kind != Kind::Raw {
            position.set(Position::FirstChild);
            Some(StaticVec::from(children).hydrate_async(cursor, position).await)
        } else {
            None
        };
        leave(&element, cursor, position);
        ElementState {
            tag,
            element,
            attributes,
            children,
            count,
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for Element {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(mut self, new: New) -> Self {
        self.0.attributes = NextAttribute::add_any_attr(self.0.attributes, new);
        self
    }
}

impl Mountable for ElementState {
    fn unmount(&mut self) {
        Rndr::remove(&self.element);
    }

    fn mount(&mut self, parent: &web_sys::Element, before: Option<&web_sys::Node>) {
        Rndr::insert_node(parent, &self.element, before);
    }

    fn try_mount(&mut self, parent: &web_sys::Element, before: Option<&web_sys::Node>) -> bool {
        Rndr::try_insert_node(parent, &self.element, before)
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = Rndr::get_parent(&self.element).and_then(|parent| parent.dyn_into().ok());
        parent.is_some_and(|parent| {
            child.mount(&parent, Some(&self.element));
            true
        })
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.element.clone()]
    }
}

/// Writes the opening tag; returns the HTML that stands in the children's place, if any.
fn open(tag: &str, attributes: Attributes, extra: Vec<AnyAttribute>, buffer: &mut String) -> String {
    buffer.push('<');
    buffer.push_str(tag);
    let inside = attributes_to_html((attributes, extra), buffer);
    buffer.push('>');
    inside
}

fn close(tag: &str, kind: Kind, buffer: &mut String) {
    if kind != Kind::Void {
        buffer.push_str("</");
        buffer.push_str(tag);
        buffer.push('>');
    }
}

/// Goes to the element that the server wrote for this one.
fn enter(tag: &str, cursor: &Cursor, position: &PositionState) -> web_sys::Element {
    match position.get() {
        Position::FirstChild => cursor.child(),
        Position::Current => {}
        Position::NextChild | Position::NextChildAfterText | Position::OnlyChild | Position::LastChild => {
            cursor.sibling()
        }
    }
    cursor.current().dyn_into().unwrap_or_else(|found: web_sys::Node| {
        let found = found.node_name();
        wasm_bindgen::throw_str(&format!("hydration expected <{tag}> where the server wrote {found}"))
    })
}

fn leave(element: &web_sys::Element, cursor: &Cursor, position: &PositionState) {
    cursor.set(element.clone().into());
    position.set(Position::NextChild);
}
