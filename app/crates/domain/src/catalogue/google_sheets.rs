//! `google_sheets`: appends rows to a spreadsheet.

use serde_json::{Map, Value, json};

use super::{Effect, Field, FieldKind, Group, NodeKind, brief};

pub(super) static KIND: NodeKind = NodeKind {
    key: "google_sheets",
    title: "Google Sheets",
    description: "Append a row",
    help: "Appends rows to a sheet. For now it answers in mock runs only; a live run of it fails and says so.\n\n`values` \
           is one row, or a list of rows.",
    icon: "sheet",
    group: Group::Data,
    effect: |_| Effect::AtMostOnce,
    fields: &[
        Field::new("spreadsheetId", "Spreadsheet", FieldKind::Template)
            .required()
            .help("The long part of the spreadsheet's address.")
            .placeholder("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"),
        Field::new("range", "Sheet or range", FieldKind::Template)
            .required()
            .placeholder("Sheet1!A:C"),
        Field::new("values", "Values", FieldKind::Json)
            .required()
            .help("One row as a list, or a list of rows.")
            .placeholder(r#"["{{ run.startedAt }}", "{{ inputs.name }}"]"#),
        Field::new("token", "Access token", FieldKind::Template)
            .secret()
            .help("For live runs: a reference to a secret.")
            .placeholder("{{ secrets.google_token }}"),
    ],
    defaults,
    summary: |config| brief::text(config, "range"),
    sample,
    mock_only: true,
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    let mut config = Map::new();
    config.insert("spreadsheetId".into(), json!("your-spreadsheet"));
    config.insert("range".into(), json!("Sheet1!A:B"));
    config.insert("values".into(), json!(["{{ run.id }}", "{{ run.startedAt }}"]));
    config
}

fn sample(config: &Map<String, Value>) -> Value {
    json!({
        "spreadsheetId": config.get("spreadsheetId").cloned().unwrap_or(Value::Null),
        "updatedRange": "Sheet1!A2:B2",
        "updatedRows": 1,
        "updatedCells": 2
    })
}
