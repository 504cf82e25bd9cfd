//! The page's own JSON is everybody's: what it reads and writes, `serde_json` reads and writes the same way.

use madang_protocol::json::{FromJson, Json, ToJson};
use madang_protocol::{RunState, SourceFile};
use proptest::prelude::*;
use serde_json::Value;

/// The value as the page has it: numbers that are not whole are none.
fn in_page(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(number) => number.as_i64().map_or(Json::Null, Json::Number),
        Value::String(text) => Json::Text(text.clone()),
        Value::Array(items) => Json::List(items.iter().map(in_page).collect()),
        Value::Object(fields) => {
            Json::Object(fields.iter().map(|(name, value)| (name.clone(), in_page(value))).collect())
        }
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_writes_is_read(value in values()) {
        prop_assert_eq!(Json::parse(&value.to_string()), Some(in_page(&value)));
        let spaced = serde_json::to_string_pretty(&value).expect("values are JSON");
        prop_assert_eq!(Json::parse(&spaced), Some(in_page(&value)));
    }

    #[test]
    fn what_is_written_serde_reads(value in values()) {
        let text = in_page(&value).text();
        let read: Value = serde_json::from_str(&text).expect("what is written is JSON");
        prop_assert_eq!(in_page(&read), in_page(&value));
    }

    #[test]
    fn what_is_no_json_for_serde_is_none_here(text in "[\\[\\]{}\",:0-9a-z\\\\.eE+ -]{0,12}") {
        prop_assert_eq!(Json::parse(&text).is_some(), serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
    }
}

#[test]
fn escapes_are_characters() {
    let read = |text: &str| Json::parse(text).and_then(|json| json.as_text().map(str::to_owned));
    assert_eq!(read(r#""\u0041\n\/\ud83d\ude00""#).as_deref(), Some("A\n/😀"));
    for broken in
        [r#""\ud83d""#, r#""\ud83dx""#, r#""\udc00""#, r#""\u12""#, r#""\x""#, "\"\n\"", "\"", r#""\u+041""#]
    {
        assert_eq!(read(broken), None, "{broken}");
    }
}

#[test]
fn nothing_is_nested_so_deep_that_it_exhausts_the_stack() {
    assert_eq!(Json::parse(&"[".repeat(1_000_000)), None);
    assert_eq!(Json::parse(&format!("{}{}", "[".repeat(100), "]".repeat(100))), None);
}

#[test]
fn a_field_may_be_absent_only_where_it_is_optional() {
    let file = SourceFile::parse(r#"{"path":"a.py","content":"","more":[1.5]}"#);
    assert_eq!(file, Some(SourceFile::text("a.py", "")), "a later version's field is ignored");
    assert_eq!(SourceFile::parse(r#"{"content":""}"#), None);
    let text = r#"{"state":"STOPPED","reason":"user","output_end":3,"usage":{"wall_ms":1,"memory_limit_hit":false}}"#;
    let state = RunState::parse(text).expect("a state");
    assert_eq!(state.text(), text, "what is not known is not written");
}
