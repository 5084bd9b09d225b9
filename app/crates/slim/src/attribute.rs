//! All attributes of an element in the order in which they were written, as one type.

use std::sync::Arc;

use full::prelude::RenderEffect;
use full::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use full::tachys::html::attribute::{Attribute, NamedAttributeKey, NextAttribute};
use full::tachys::renderer::RemoveEventHandler;

use crate::listener::Listener;
use crate::place::{Gathered, Place};
use crate::value::Value;

/// One thing said of an element.
#[derive(Clone)]
pub(crate) enum Said {
    /// A value at a place.
    Valued(Place, Value),
    /// What it does when something happens.
    Heard(Listener),
    /// Somebody wants to know the element.
    Wanted(Arc<dyn Fn(&web_sys::Element) + Send + Sync>),
    /// Said by Leptos' own code.
    Foreign(AnyAttribute),
}

/// What is said of an element, in order.
#[derive(Clone, Default)]
pub struct Attributes(Vec<Said>);

/// What an element keeps of one thing said of it.
enum Kept {
    Fixed(Place, Value),
    Live {
        place: Place,
        /// dropping it ends the following
        _follow: RenderEffect<Value>,
    },
    Heard {
        /// dropping it ends the listening
        _until: Option<RemoveEventHandler<web_sys::Element>>,
    },
    Wanted,
    Foreign(<AnyAttribute as Attribute>::State),
}

/// What an element keeps of all that is said of it.
pub struct AttributesState {
    element: web_sys::Element,
    kept: Vec<Kept>,
}

/// How an element came to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Made here: nothing is on it.
    Made,
    /// Written by the server, with all that HTML can say.
    Written,
    /// Another value was said there before.
    Taken,
}

impl Origin {
    /// Whether a first value is on the element already, or leaves it as it is.
    fn has(self, place: Place, value: &Value) -> bool {
        match self {
            Self::Made => *value == Value::Absent || (*value == Value::Flag(false) && !place.is_unwritten()),
            Self::Written => *value == Value::Absent || !place.is_unwritten(),
            Self::Taken => false,
        }
    }
}

impl Attributes {
    pub(crate) fn push(&mut self, said: Said) {
        self.0.push(said);
    }

    pub(crate) fn one(place: Place, value: Value) -> Self {
        Self(vec![Said::Valued(place, value)])
    }

    fn attach(self, to: &web_sys::Element, origin: Origin) -> AttributesState {
        AttributesState {
            element: to.clone(),
            kept: self.0.into_iter().map(|said| said.attach(to, origin)).collect(),
        }
    }
}

impl AttributesState {
    /// Whether the same things are said, so that only their values can differ.
    pub(crate) fn fits(&self, said: &Attributes) -> bool {
        self.kept.len() == said.0.len() && self.kept.iter().zip(&said.0).all(|(kept, said)| kept.fits(said))
    }
}

impl Said {
    fn attach(self, to: &web_sys::Element, origin: Origin) -> Kept {
        match self {
            Self::Valued(place, Value::Live(read)) => Kept::Live {
                place,
                _follow: follow(to.clone(), place, Value::Live(read), origin),
            },
            Self::Valued(place, value) => {
                if !origin.has(place, &value) {
                    place.put(to, &value);
                }
                Kept::Fixed(place, value)
            }
            Self::Heard(listener) => Kept::Heard {
                _until: Some(listener.attach(to)),
            },
            Self::Wanted(tell) => {
                tell(to);
                Kept::Wanted
            }
            Self::Foreign(attribute) => Kept::Foreign(match origin {
                Origin::Made | Origin::Taken => attribute.build(to),
                Origin::Written => attribute.hydrate::<true>(to),
            }),
        }
    }
}

impl Kept {
    fn fits(&self, said: &Said) -> bool {
        match (self, said) {
            (Self::Fixed(old, _) | Self::Live { place: old, .. }, Said::Valued(new, _)) => old == new,
            (Self::Heard { .. }, Said::Heard(_))
            | (Self::Wanted, Said::Wanted(_))
            | (Self::Foreign(_), Said::Foreign(_)) => true,
            (Self::Fixed(..) | Self::Live { .. } | Self::Heard { .. } | Self::Wanted | Self::Foreign(_), _) => false,
        }
    }

    fn rebuild(&mut self, on: &web_sys::Element, said: Said) {
        match (&mut *self, said) {
            (Self::Fixed(place, old), Said::Valued(_, new)) if !matches!(new, Value::Live(_)) => {
                if *old != new || place.is_unwritten() {
                    place.put(on, &new);
                }
                *old = new;
            }
            (Self::Foreign(state), Said::Foreign(attribute)) => attribute.rebuild(state),
            (Self::Fixed(..) | Self::Live { .. } | Self::Heard { .. } | Self::Wanted | Self::Foreign(_), said) => {
                // what was ends before what comes
                *self = Self::Wanted;
                *self = said.attach(on, Origin::Taken);
            }
        }
    }
}

/// Keeps a place in step with a live value.
fn follow(on: web_sys::Element, place: Place, value: Value, origin: Origin) -> RenderEffect<Value> {
    RenderEffect::new(move |old: Option<Value>| {
        let new = value.clone().now();
        let stands = old.map_or_else(|| origin.has(place, &new), |old| old == new && !place.is_unwritten());
        if !stands {
            place.put(&on, &new);
        }
        new
    })
}

impl Attribute for Attributes {
    const MIN_LENGTH: usize = 0;

    type State = AttributesState;
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        self.0.len() * 16
    }

    fn to_html(self, tag: &mut String, class: &mut String, style: &mut String, inside: &mut String) {
        for said in self.0 {
            match said {
                Said::Valued(place, value) => place.write(&value.now(), tag, &mut Gathered { class, style, inside }),
                Said::Foreign(attribute) => attribute.to_html(tag, class, style, inside),
                Said::Heard(_) | Said::Wanted(_) => {}
            }
        }
    }

    fn hydrate<const FROM_SERVER: bool>(self, element: &web_sys::Element) -> AttributesState {
        self.attach(element, if FROM_SERVER { Origin::Written } else { Origin::Made })
    }

    fn build(self, element: &web_sys::Element) -> AttributesState {
        self.attach(element, Origin::Made)
    }

    fn rebuild(self, state: &mut AttributesState) {
        let AttributesState { element, kept } = state;
        for (kept, said) in kept.iter_mut().zip(self.0) {
            kept.rebuild(element, said);
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    /// Asks every live value once, so that what it reads begins to load.
    fn dry_resolve(&mut self) {
        for said in &self.0 {
            if let Said::Valued(_, value) = said {
                drop(value.clone().now());
            }
        }
    }

    async fn resolve(self) -> Self {
        self
    }

    fn keys(&self) -> Vec<NamedAttributeKey> {
        let key = |said: &Said| match said {
            Said::Valued(Place::Attribute(name), _) => Some(NamedAttributeKey::Attribute((*name).into())),
            Said::Valued(Place::Class | Place::ClassName(_), _) => Some(NamedAttributeKey::Attribute("class".into())),
            Said::Valued(Place::Style | Place::StyleProperty(_), _) => {
                Some(NamedAttributeKey::Attribute("style".into()))
            }
            Said::Valued(Place::Property(name), _) => Some(NamedAttributeKey::Property((*name).into())),
            Said::Valued(Place::Inside, _) => Some(NamedAttributeKey::InnerHtml),
            Said::Heard(_) | Said::Wanted(_) | Said::Foreign(_) => None,
        };
        self.0.iter().filter_map(key).collect()
    }
}

impl NextAttribute for Attributes {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(mut self, new: New) -> Self {
        self.push(Said::Foreign(new.into_cloneable_owned().into_any_attr()));
        self
    }
}
