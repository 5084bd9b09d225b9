//! People and organisations as initials on a muted colour that stays theirs.

use leptos::prelude::*;

use crate::class_list::class_list;

/// How large an avatar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20 px: in lines and menus.
    #[default]
    S20,
    /// 24 px: the account button.
    S24,
    /// 32 px: lists of people.
    S32,
    /// 64 px: a profile.
    S64,
}

/// Initials on a colour. Decorative: the name stands beside it, or in `vh`.
#[component]
pub fn Avatar(
    /// The full name; initials and colour follow from it.
    #[prop(into)]
    name: Signal<String>,
    /// Its size.
    #[prop(optional)]
    size: AvatarSize,
    /// Square: an organisation. Round: a person.
    #[prop(optional)]
    square: bool,
) -> impl IntoView {
    let size = match size {
        AvatarSize::S20 => "",
        AvatarSize::S24 => "avatar--24",
        AvatarSize::S32 => "avatar--32",
        AvatarSize::S64 => "avatar--64",
    };
    let class = class_list(&["avatar", size, if square { "avatar--square" } else { "" }]);
    let most = if square { 1 } else { 2 };
    view! {
        <span class=class data-tone=move || name.with(|name| tone(name)) aria-hidden="true">
            {move || name.with(|name| initials(name, most))}
        </span>
    }
}

/// The first letters of the first and the last word.
fn initials(name: &str, most: usize) -> String {
    let mut letters = name
        .split([' ', '-', '_', '.'])
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first
        .into_iter()
        .chain(last)
        .take(most)
        .flat_map(char::to_uppercase)
        .collect()
}

/// One of five tones by the name alone, the same everywhere.
fn tone(name: &str) -> &'static str {
    const TONES: [&str; 5] = ["ai", "trigger", "flow", "data", "io"];
    let sum = name.bytes().fold(7_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    TONES.get(sum % TONES.len()).copied().unwrap_or("flow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(initials("Priya van der Raman", 2), "PR");
        assert_eq!(initials("owner@demo.apex", 2), "OA");
        assert_eq!(initials("émile", 2), "É");
        assert_eq!(initials("  ", 2), "");
        assert_eq!(initials("Meridian Supply", 1), "M");
    }

    #[test]
    fn a_name_keeps_its_tone() {
        assert_eq!(tone("Priya Raman"), tone("Priya Raman"));
    }
}
