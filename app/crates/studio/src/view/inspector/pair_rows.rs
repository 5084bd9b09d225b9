//! Rows of name and value, and the object they stand for. Pure.

use serde_json::{Map, Value};

/// One row; the name may be empty or doubled while somebody types.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    pub name: String,
    pub value: Value,
}

/// The rows of an object.
pub(super) fn rows_of(value: Option<&Value>) -> Vec<Row> {
    let Some(Value::Object(map)) = value else {
        return Vec::new();
    };
    map.iter()
        .map(|(name, value)| Row {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}

/// The object of the rows: rows without a name are left out, of doubled names the last counts. None when empty.
pub(super) fn object_of(rows: &[Row]) -> Option<Value> {
    let map: Map<String, Value> = rows
        .iter()
        .filter(|row| !row.name.is_empty())
        .map(|row| (row.name.clone(), row.value.clone()))
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_and_object_are_one_to_one() {
        let object = json!({ "b": "{{ x }}", "a": 1 });
        assert_eq!(object_of(&rows_of(Some(&object))), Some(object));
        assert_eq!(rows_of(None), []);
    }

    #[test]
    fn rows_without_a_name_don_t_count() {
        assert_eq!(object_of(&[Row::default()]), None);
    }
}
