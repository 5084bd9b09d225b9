//! The attributes that our pages use. With a dash in their name (but `aria-`) and in SVG they need no entry.

use crate::Element;
use crate::place::Place;
use crate::value::IntoAttributeValue;

macro_rules! names {
    ($($method:ident $name:literal)*) => {
        impl Element {
            $(
                #[doc = concat!("Says `", $name, "`.")]
                #[must_use]
                pub fn $method(self, value: impl IntoAttributeValue) -> Self {
                    value.say(self, Place::Attribute($name))
                }
            )*
        }

        /// The same for the `attr:` of a component.
        pub mod free {
            use crate::attribute::Attributes;
            use crate::place::Place;
            use crate::value::IntoAttributeValue;

            $(
                #[doc = concat!("Says `", $name, "`.")]
                #[must_use]
                pub fn $method(value: impl IntoAttributeValue) -> Attributes {
                    Attributes::one(Place::Attribute($name), value.into_attribute_value())
                }
            )*

            /// Says an attribute by its name.
            #[must_use]
            pub fn custom_attribute(name: &'static str, value: impl IntoAttributeValue) -> Attributes {
                Attributes::one(Place::Attribute(name), value.into_attribute_value())
            }
        }
    };
}

names! {
    accept "accept" action "action" alt "alt" r#as "as" autocomplete "autocomplete" autofocus "autofocus"
    charset "charset" checked "checked" cite "cite" closedby "closedby" colspan "colspan" content "content"
    contenteditable "contenteditable" crossorigin "crossorigin" datetime "datetime" dir "dir" disabled "disabled"
    download "download" draggable "draggable" enctype "enctype" r#for "for" form "form" height "height" hidden "hidden"
    href "href" id "id" inputmode "inputmode" lang "lang" list "list" max "max" maxlength "maxlength" method "method"
    min "min" minlength "minlength" multiple "multiple" name "name" novalidate "novalidate" open "open"
    pattern "pattern" placeholder "placeholder" popover "popover" popovertarget "popovertarget"
    popovertargetaction "popovertargetaction" readonly "readonly" rel "rel" required "required" role "role"
    rows "rows" rowspan "rowspan" scope "scope" selected "selected" spellcheck "spellcheck" src "src" step "step"
    tabindex "tabindex" target "target" title "title" r#type "type" value "value" width "width" wrap "wrap"
    aria_activedescendant "aria-activedescendant" aria_atomic "aria-atomic" aria_autocomplete "aria-autocomplete"
    aria_busy "aria-busy" aria_checked "aria-checked" aria_controls "aria-controls" aria_current "aria-current"
    aria_describedby "aria-describedby" aria_description "aria-description" aria_disabled "aria-disabled"
    aria_errormessage "aria-errormessage" aria_expanded "aria-expanded" aria_haspopup "aria-haspopup"
    aria_hidden "aria-hidden" aria_invalid "aria-invalid" aria_keyshortcuts "aria-keyshortcuts" aria_label "aria-label"
    aria_labelledby "aria-labelledby" aria_level "aria-level" aria_live "aria-live" aria_modal "aria-modal"
    aria_multiline "aria-multiline" aria_multiselectable "aria-multiselectable" aria_orientation "aria-orientation"
    aria_owns "aria-owns" aria_posinset "aria-posinset" aria_pressed "aria-pressed" aria_readonly "aria-readonly"
    aria_relevant "aria-relevant" aria_required "aria-required" aria_roledescription "aria-roledescription"
    aria_rowcount "aria-rowcount" aria_selected "aria-selected" aria_setsize "aria-setsize" aria_sort "aria-sort"
    aria_valuemax "aria-valuemax" aria_valuemin "aria-valuemin" aria_valuenow "aria-valuenow"
    aria_valuetext "aria-valuetext"
}
