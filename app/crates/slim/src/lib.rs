//! Leptos, with one type for every element, attribute and reactive closure of a page.
//!
//! The `view!` macro writes `::leptos::tachys::html::element::div()` and the like. In Leptos each tag, each attribute
//! name and each kind of value is a type of its own, and every combination becomes machine code of its own: building,
//! hydrating, updating, unmounting, dropping. That was a third of what a browser had to fetch. Our rooms therefore name
//! this crate `leptos`: it passes Leptos on as it is, except for the names that the macro uses, which here lead to
//! [`Element`], [`Attributes`] and [`AnyView`](prelude::AnyView).
//!
//! The HTML is the same, to the byte, and so is the order in which it is hydrated. What is lost: an attribute that its
//! element doesn't know is no longer a compile error. An element or attribute that is missing here is added to
//! [`tags`] or [`names`]; nothing else belongs into this crate.

extern crate self as leptos;

mod any_view;
mod attribute;
pub mod control;
mod derived;
mod element;
mod erase;
mod key;
mod listener;
mod live;
pub mod names;
mod place;
pub mod tags;
mod value;

pub use full::*;

pub use crate::attribute::Attributes;
pub use crate::element::Element;
#[doc(hidden)]
pub use crate::live::__as_shared_reactive_fn;
pub use crate::live::Live;
pub use crate::value::{IntoAttributeValue, Value};

/// What a file of ours imports whole.
pub mod prelude {
    pub use full::prelude::*;

    pub use crate::any_view::AnyView;
    pub use crate::control::{For, ForEnumerate, ForEnumerateProps, ForProps, Show, ShowProps};
    pub use crate::derived::{effect, memo};
    pub use crate::erase::{IntoAny, IntoMaybeErased, IntoRender, Marked, View};
    pub use crate::live::live;
    pub use crate::value::IntoAttributeValue;
}

/// The names that the `view!` macro writes.
pub mod tachys {
    pub use full::tachys::*;

    pub mod html {
        pub use full::tachys::html::*;

        pub mod element {
            pub use crate::tags::html::*;
        }

        pub mod attribute {
            pub use crate::names::free::*;

            pub mod custom {
                pub use crate::names::free::custom_attribute;
            }
        }
    }

    pub mod svg {
        pub use full::tachys::svg::InertElement;

        pub use crate::tags::svg::*;
    }
}
