//! Keys that stand twice in one object: JSON readers keep the last and say nothing, so they are looked for first.

use std::collections::HashSet;
use std::fmt;

use domain::limits::MAX_PROBLEMS;
use domain::problem::{Problem, join};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Each key that stands again in an object that has it already, with its path. What is no JSON is left to whoever
/// reads it.
pub(crate) fn repeated_keys(text: &str) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    // a text that can't be read to its end is refused for that
    let _ = Look {
        at: "",
        found: &mut found,
    }
    .deserialize(&mut reader);
    found
}

/// Looks through the value at the pointer `at`.
struct Look<'a> {
    at: &'a str,
    found: &'a mut Vec<Problem>,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { at, found } = self;
        for index in 0_usize.. {
            let at = join(at, index);
            let found = &mut *found;
            if items.next_element_seed(Look { at: &at, found })?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Self { at, found } = self;
        let mut known = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            let at = join(at, &key);
            if !known.insert(key) && found.len() < MAX_PROBLEMS {
                found.push(repeated(&at));
            }
            let found = &mut *found;
            entries.next_value_seed(Look { at: &at, found })?;
        }
        Ok(())
    }
}

fn repeated(at: &str) -> Problem {
    Problem::error(at, "duplicate_key", "this key stands twice in one object")
        .hint("Remove one of the two: it is unclear which is meant.")
}

#[cfg(test)]
mod tests {
    use super::repeated_keys;

    fn paths(text: &str) -> Vec<String> {
        repeated_keys(text).into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn each_key_that_comes_again_is_found_with_its_path() {
        let text = r#"{"a": 1, "b": [{}, {"c/d": 1, "c\u002fd": 2}], "a": {"e": null, "e": true}}"#;
        assert_eq!(paths(text), ["/b/1/c~1d", "/a", "/a/e"]);
    }

    #[test]
    fn the_same_key_in_several_objects_is_nothing() {
        assert!(paths(r#"{"a": {"a": [{"a": 1}, {"a": 1.5e3}]}}"#).is_empty());
    }

    #[test]
    fn what_is_no_json_is_left_to_its_reader() {
        for text in ["", "{", "{\"a\": }", "nonsense"] {
            assert!(paths(text).is_empty(), "{text}");
        }
    }
}
