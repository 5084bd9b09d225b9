//! The tags that our pages use.

macro_rules! tags {
    ($($kind:ident: $($tag:ident)*;)*) => { $( $(
        #[doc = concat!("A `<", stringify!($tag), ">`.")]
        #[must_use]
        pub fn $tag() -> crate::Element {
            crate::Element::new(stringify!($tag), crate::element::Kind::$kind)
        }
    )* )* };
}

/// HTML.
pub mod html {
    tags! {
        Html:
            a abbr address article aside b blockquote body button caption cite code col colgroup data datalist dd del
            details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup
            html i ins kbd label legend li main mark menu meter nav ol optgroup output p picture pre progress q s samp
            search section select slot small span strong sub summary sup table tbody td template tfoot th thead time
            title tr u ul var video;
        Void: area base br embed hr img input link meta source track wbr;
        Raw: noscript script style textarea;
    }

    /// An `<option>`.
    #[must_use]
    pub fn option() -> crate::Element {
        crate::Element::new("option", crate::element::Kind::Html)
    }
}

/// SVG.
pub mod svg {
    tags! {
        Svg: circle defs desc ellipse filter g image line marker mask path pattern polygon
            polyline rect stop svg symbol text tspan;
    }

    /// A `<use>`: its name is a word of Rust, which `stringify!` would write as `r#use`.
    #[must_use]
    pub fn r#use() -> crate::Element {
        crate::Element::new("use", crate::element::Kind::Svg)
    }
}
