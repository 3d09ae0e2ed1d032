//! AWS Query requests: flat form fields, read back into the JSON that they stand for.
//!
//! `A.member.2` is the second item of the list `A`; `A.entry.1.Name` and `.Value` are the first pair of the
//! map `A`. SNS writes `member` and `entry` in lower case, but `Name` and `Value` not.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A form as a tree: a leaf text, or members by name.
#[derive(Debug, Default)]
struct Node {
    text: Option<String>,
    members: BTreeMap<String, Node>,
}

/// One field of the form, if it is there.
pub(crate) fn field(body: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The whole form as a JSON object.
pub(super) fn decode(body: &[u8]) -> Value {
    let mut root = Node::default();
    for (key, value) in form_urlencoded::parse(body) {
        let mut node = &mut root;
        for part in key.split('.') {
            node = node.members.entry(part.to_owned()).or_default();
        }
        node.text = Some(value.into_owned());
    }
    to_json(root)
}

fn to_json(mut node: Node) -> Value {
    if let Some(text) = node.text {
        return Value::String(text);
    }
    if node.members.len() == 1 {
        if let Some(items) = node.members.remove("member") {
            return Value::Array(in_order(items).map(to_json).collect());
        }
        if let Some(entries) = node.members.remove("entry") {
            return Value::Object(in_order(entries).filter_map(to_pair).collect());
        }
    }
    Value::Object(to_members(node))
}

fn to_members(node: Node) -> Map<String, Value> {
    let members = node.members.into_iter();
    members.map(|(name, node)| (name, to_json(node))).collect()
}

fn to_pair(mut entry: Node) -> Option<(String, Value)> {
    let name = entry.members.remove("Name")?.text?;
    Some((name, to_json(entry.members.remove("Value")?)))
}

/// The numbered members of a list, lowest first; a name that is no number comes last.
fn in_order(list: Node) -> impl Iterator<Item = Node> {
    let mut items: Vec<(String, Node)> = list.members.into_iter().collect();
    items.sort_by_key(|(index, _)| index.parse::<u32>().unwrap_or(u32::MAX));
    items.into_iter().map(|(_, item)| item)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_maps_come_back_in_order() {
        let body = b"Action=Publish\
            &PolicyArns.member.10.arn=j\
            &PolicyArns.member.2.arn=b\
            &MessageAttributes.entry.1.Name=check\
            &MessageAttributes.entry.1.Value.DataType=String\
            &MessageAttributes.entry.1.Value.StringValue=o+d%2Bb";
        let expected = json!({
            "Action": "Publish",
            "PolicyArns": [{"arn": "b"}, {"arn": "j"}],
            "MessageAttributes": {"check": {"DataType": "String", "StringValue": "o d+b"}},
        });
        assert_eq!(decode(body), expected);
    }
}
