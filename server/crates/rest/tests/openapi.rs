//! The API's document is reviewed as a snapshot: a change of the contract shows in the diff.

#[test]
fn the_document_is_the_reviewed_one() {
    let document = serde_json::to_value(rest::openapi()).unwrap();
    insta::assert_json_snapshot!("openapi", document, { ".info.version" => "[version]" });
}

#[test]
fn the_document_is_openapi_3_1_and_all_of_it_lies_under_api_v1() {
    let document = serde_json::to_value(rest::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 12, "{}", paths.len());
    assert!(
        paths
            .keys()
            .all(|path| path == "/api/v1" || path.starts_with("/api/v1/")),
        "{:?}",
        paths.keys()
    );
}

#[test]
fn every_operation_names_its_errors_and_needs_a_key_unless_it_is_public() {
    let document = serde_json::to_value(rest::openapi()).unwrap();
    let public = ["/api/v1", "/api/v1/", "/api/v1/status", "/api/v1/schema/workflow"];
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let opened = operation.get("security").is_some();
            assert_eq!(opened, public.contains(&path.as_str()), "{method} {path}");
        }
    }
}
