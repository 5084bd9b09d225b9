//! The one type of view.

use full::prelude::{AddAnyAttr, Render, RenderHtml};
use full::tachys::html::attribute::Attribute;
use full::tachys::html::attribute::any_attribute::AnyAttribute;
use full::tachys::hydration::Cursor;
use full::tachys::ssr::StreamBuilder;
use full::tachys::view::{Position, PositionState};

type Full = full::prelude::AnyView;

/// A view whose type is forgotten: a pointer. Leptos' own is a dozen words, and a template is mostly the moving of
/// views from a function into a list.
pub struct AnyView(Box<Full>);

impl AnyView {
    pub(crate) fn of(view: Full) -> Self {
        Self(Box::new(view))
    }
}

impl Render for AnyView {
    type State = <Full as Render>::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl RenderHtml for AnyView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = Full::MIN_LENGTH;

    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self {
        Self::of(self.0.resolve().await)
    }

    fn to_html_with_buf(
        self,
        buffer: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.0.to_html_with_buf(buffer, position, escape, mark_branches, extra);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        stream: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.0
            .to_html_async_with_buf::<OUT_OF_ORDER>(stream, position, escape, mark_branches, extra);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate_async(cursor, position).await
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for AnyView {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(self, new: New) -> Self {
        let with = self.0.add_any_attr(new);
        Self::of(full::tachys::view::any_view::IntoAny::into_any(with))
    }
}
