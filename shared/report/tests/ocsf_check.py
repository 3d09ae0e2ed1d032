#!/usr/bin/env python3
"""Checks OCSF events against the published OCSF schema, without a network.

    python3 -m venv venv
    venv/bin/pip install ocsf-json-schema==1.2.0 jsonschema==4.26.0
    cargo run -p rollcall-report --example format_samples
    venv/bin/python shared/report/tests/ocsf_check.py target/report-samples/ocsf.json [VERSION ...]

ocsf-json-schema carries schema.ocsf.io's own exports. Each event is held to the class, version and
profiles that it names; VERSIONs are further ones that it must hold to. The class's attributes, what
they require and their enumerations are checked, and that no other attribute is there; beyond JSON
Schema, that each caption is the one of its id. Ends with 1 where an event does not hold.
"""

import json
import sys

from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema


def faults(event, version):
    """What is wrong with an event under a version of OCSF."""
    published = get_ocsf_schema(version=version)
    schema = OcsfJsonSchemaEmbedded(published)
    name = schema.lookup_class_name_from_uid(class_uid=event["class_uid"])
    rules = schema.get_class_schema(class_name=name, profiles=event["metadata"].get("profiles", []))
    for error in Draft202012Validator(rules).iter_errors(event):
        yield f"{error.json_path}: {error.message}"
    attributes = published["classes"][name]["attributes"]
    yield from captions(event, attributes)
    yield from captions(event["compliance"], published["objects"]["compliance"]["attributes"])


def captions(value, attributes):
    """Where a caption is not the one of its id; an id of 99 (Other) may have any."""
    for key, attribute in attributes.items():
        sibling = {"activity_id": "activity_name", "type_uid": "type_name", "class_uid": "class_name",
                   "category_uid": "category_name"}.get(key, key.removesuffix("_id"))
        if "enum" not in attribute or key not in value or sibling not in value or value[key] == 99:
            continue
        caption = attribute["enum"].get(str(value[key]), {}).get("caption")
        if sibling != key and caption != value[sibling]:
            yield f"{sibling} is {value[sibling]!r}, where {key} {value[key]} means {caption!r}"


def main(path, *versions):
    """Prints every fault of every event, and how many events there were."""
    with open(path, encoding="utf-8") as file:
        events = json.load(file)
    found = 0
    for number, event in enumerate(events):
        for version in [event["metadata"]["version"], *versions]:
            for fault in faults(event, version):
                print(f"event {number}, OCSF {version}: {fault}")
                found += 1
    print(f"{len(events)} events, {found} faults")
    return 1 if found or not events else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
