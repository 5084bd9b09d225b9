//! The design system of Apex: native elements, dressed by `style/`. It knows neither pages, nor data, nor the server.
//!
//! Every prop has a line of documentation at its component; this is the index. Conventions:
//!
//! - Text props take `&str`, `String`, a signal or a closure. An optional text that is empty is not shown.
//! - A value goes in (`value`, `checked`, `open`) and comes back by a callback (`on_input`, `on_change`, `on_press`);
//!   callbacks take plain closures. `open: RwSignal<bool>` alone is written by the component too.
//! - A component that needs an element id asks for it: ids must be the same on server and browser.
//! - The same tree on both sides: nothing here reads time, window or chance while rendering.
//! - Never put a value as child into `<textarea>` or `leptos_meta`'s `Title`: Leptos does not escape there. Use
//!   [`TextArea`](text_area::TextArea), [`CodeInput`](code_input::CodeInput) and [`PageTitle`](page_title::PageTitle).
//! - `on:click`, `{..}` and the like work on components as Leptos has it; `class` is for whole class names.
//!
//! | for | components |
//! |---|---|
//! | application | [`UiProvider`](provider::UiProvider) (toasts, announcer, clock), [`AppFrame`](app_frame::AppFrame), [`PageFrame`](page_frame::PageFrame) (the same with the app's own parts), [`NavItem`], [`CommandPalette`](command_palette::CommandPalette), [`Command`], [`mark_hydrated`], [`use_hydrated`], [`use_shortcut`], [`ThemeToggle`](theme::ThemeToggle), [`ThemeChoice`](theme::ThemeChoice), [`Theme`] |
//! | a page | [`PageHead`](page_title::PageHead), [`PageTitle`](page_title::PageTitle) (focus after navigation), [`Crumbs`](crumbs::Crumbs), [`Tabs`](tabs::Tabs) + [`TabPanel`](tabs::TabPanel), [`TabLinks`](tabs::TabLinks) |
//! | actions | [`Button`](button::Button), [`IconButton`](button::IconButton), [`LinkButton`](button::LinkButton), [`CopyButton`](copy_button::CopyButton), [`Menu`](menu::Menu) with [`MenuItem`](menu::MenuItem), [`MenuLinkItem`](menu::MenuLinkItem), [`MenuRadio`](menu::MenuRadio), [`MenuGroup`](menu::MenuGroup), [`MenuRule`](menu::MenuRule); [`ContextMenu`](menu::ContextMenu) |
//! | forms | [`Field`](field::Field) around [`TextInput`](text_input::TextInput), [`TextArea`](text_area::TextArea), [`NumberInput`](number_input::NumberInput), [`Select`](select::Select), [`Slider`](slider::Slider), [`CodeInput`](code_input::CodeInput); [`Switch`](switch::Switch), [`SwitchRow`](switch::SwitchRow), [`Checkbox`](checkbox::Checkbox), [`Radio`](checkbox::Radio), [`Segmented`](segmented::Segmented), [`SearchField`](search_field::SearchField), [`KeyValueEditor`](key_value::KeyValueEditor) |
//! | over the page | [`Dialog`](dialog::Dialog), [`ConfirmDialog`](dialog::ConfirmDialog), [`Sheet`](dialog::Sheet), [`Popover`](popover::Popover), toasts by [`use_toasts`], speech by [`use_announcer`] |
//! | states | [`Status`] with [`StatusGlyph`](status::StatusGlyph), [`StatusText`](status::StatusText), [`StatusPill`](status::StatusPill); [`EmptyState`](state::EmptyState), [`ErrorState`](state::ErrorState), [`Banner`](state::Banner), [`Skeleton`](state::Skeleton), [`SkeletonRows`](state::SkeletonRows), [`Loading`](state::Loading), [`Progress`](state::Progress) |
//! | data | [`Table`](table::Table) with [`Column`] and [`Sort`], [`Pager`](pager::Pager), [`JsonTree`](json_tree::JsonTree), [`Waterfall`](waterfall::Waterfall) (geometry in [`TimeAxis`]), [`Card`](card::Card), [`Facts`](card::Facts), [`Fact`](card::Fact), [`RelativeTime`](relative_time::RelativeTime); [`Chart`](chart::Chart), [`Legend`](chart::Legend), [`Sparkline`](chart::Sparkline) |
//! | small | [`Icon`](icon::Icon) by [`IconName`], [`Badge`](label::Badge), [`Count`](label::Count), [`Chip`](label::Chip), [`Kbd`](kbd::Kbd), [`Avatar`](avatar::Avatar), [`Mark`](app_frame::Mark) |
//! | words | [`duration`], [`dollars`], [`grouped`], [`compact`], [`bytes`], [`percent`], [`relative`], [`exact_instant`], [`clock_time`] |

pub mod announcer;
pub mod app_frame;
pub mod avatar;
pub mod button;
pub mod card;
pub mod chart;
mod chart_shape;
pub mod checkbox;
mod class_list;
pub mod clipboard;
pub mod code_input;
mod code_spans;
mod command_match;
pub mod command_palette;
pub mod copy_button;
pub mod crumbs;
pub mod dialog;
mod escape;
pub mod field;
mod figures;
mod floating;
pub mod hydrated;
pub mod icon;
mod icon_name;
mod inline_code;
mod instant;
mod json_rows;
pub mod json_tree;
pub mod kbd;
pub mod key_value;
pub mod label;
pub mod menu;
pub mod number_input;
pub mod page_frame;
pub mod page_title;
pub mod pager;
mod place;
pub mod popover;
pub mod provider;
pub mod relative_time;
mod roving;
pub mod search_field;
pub mod segmented;
pub mod select;
pub mod shortcut;
pub mod slider;
pub mod state;
pub mod status;
pub mod switch;
pub mod table;
pub mod tabs;
pub mod text_area;
pub mod text_input;
pub mod theme;
mod timeline;
pub mod toast;
pub mod waterfall;

pub use announcer::{Announcer, AnnouncerProvider, use_announcer};
pub use app_frame::{AppFrame, FrameKind, Mark, NavItem};
pub use avatar::{Avatar, AvatarSize};
pub use button::{Button, ButtonKind, ControlSize, IconButton, LinkButton};
pub use card::{Card, Fact, Facts};
pub use chart::{Chart, ChartKind, Legend, Series, Sparkline};
pub use checkbox::{Checkbox, Radio};
pub use clipboard::copy;
pub use code_input::CodeInput;
pub use code_spans::{Language, spans};
pub use command_palette::{Command, CommandPalette};
pub use copy_button::CopyButton;
pub use crumbs::{Crumb, Crumbs};
pub use dialog::{ConfirmDialog, Dialog, DialogSize, Sheet};
pub use field::{Field, FieldError, FieldLink};
pub use figures::{bytes, compact, dollars, duration, grouped, percent};
pub use hydrated::{mark_hydrated, use_hydrated};
pub use icon::{Icon, IconSize};
pub use icon_name::IconName;
pub use inline_code::with_code;
pub use instant::{clock_time, exact_instant, parse_instant, relative, short_date};
pub use json_tree::JsonTree;
pub use kbd::Kbd;
pub use key_value::{KeyValue, KeyValueEditor, doubled_keys};
pub use label::{Badge, BadgeKind, Chip, Count};
pub use menu::{ContextMenu, Menu, MenuGroup, MenuItem, MenuLinkItem, MenuRadio, MenuRule};
pub use number_input::NumberInput;
pub use page_frame::{FrameParts, PageFrame};
pub use page_title::{PageHead, PageTitle};
pub use pager::Pager;
pub use place::{Align, Rect, place};
pub use popover::Popover;
pub use provider::UiProvider;
pub use relative_time::{Now, RelativeTime, use_now};
pub use roving::{Axis, by_letter, moved};
pub use search_field::SearchField;
pub use segmented::Segmented;
pub use select::{Choice, Select};
pub use shortcut::{Shortcut, use_shortcut};
pub use slider::Slider;
pub use state::{Banner, EmptyState, ErrorState, Loading, Progress, Skeleton, SkeletonRows, SkeletonShape};
pub use status::{Status, StatusGlyph, StatusPill, StatusText};
pub use switch::{Switch, SwitchRow};
pub use table::{Column, ColumnKind, Sort, Table};
pub use tabs::{Tab, TabLink, TabLinks, TabPanel, Tabs, TabsPlace};
pub use text_area::TextArea;
pub use text_input::{InputKind, TextInput};
pub use theme::{THEME_COOKIE, Theme, ThemeChoice, ThemeToggle, set_theme};
pub use timeline::TimeAxis;
pub use toast::{Toast, ToastProvider, Toasts, use_toasts};
pub use waterfall::{Bar, BarKind, Waterfall, WaterfallRow};
