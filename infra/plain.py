#!/usr/bin/env python3
"""Writes cloudformation.yaml: template.yaml without its transform, for those who may not use one.

Its functions come from a bucket. `--write` writes the file, from the environment that `check` makes:
target/infra/tools/bin/python infra/plain.py --write
"""

import copy
import os
import sys
from pathlib import Path

import yaml
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).resolve().with_name("template.yaml")
PLAIN = TEMPLATE.with_name("cloudformation.yaml")
INTERFACE = "AWS::CloudFormation::Interface"
HEAD = """\
# Rollcall for one account, in plain CloudFormation. Written by plain.py from template.yaml, which has
# the comments: do not change it here.
"""
ARTIFACTS = {
    "ArtifactBucket": {
        "Type": "String",
        "AllowedPattern": "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        "ConstraintDescription": "the name of a bucket",
        "Description": "Bucket, in the stack's Region, that holds the packaged functions.",
    },
    "ArtifactKey": {
        "Type": "String",
        "AllowedPattern": "^[!-~]{0,1000}[^/\\s]$",
        "ConstraintDescription": "the beginning of a key, without the last slash",
        "Description": (
            "Where in the bucket they are: with rollcall/v1.0.0, the observer for arm64 is "
            "rollcall/v1.0.0/observer-arm64.zip."
        ),
    },
}


class NoManagedPolicies:
    """The template names none; the real loader would ask AWS."""

    def load(self):
        return {}


def functions(sam):
    """The functions of a SAM template, by logical id."""
    found = sam["Resources"].items()
    return {name: one for name, one in found if one["Type"] == "AWS::Serverless::Function"}


def transformed(sam, code_of):
    """What CloudFormation makes of a SAM template; `code_of` takes a function's CodeUri and gives another."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    sam = copy.deepcopy(sam)
    for one in functions(sam).values():
        one["Properties"]["CodeUri"] = code_of(one["Properties"]["CodeUri"])
        one.pop("Metadata", None)  # is for the build
    return transform(sam, {}, NoManagedPolicies())


def from_bucket(folder):
    key = {"Fn::Sub": f"${{ArtifactKey}}/{Path(folder).name}-${{Architecture}}.zip"}
    return {"Bucket": {"Ref": "ArtifactBucket"}, "Key": key}


def plain(sam):
    """The template without the transform, with parameters for the packaged functions."""
    made = transformed(sam, from_bucket)
    made.pop("Transform", None)
    made["Parameters"] = {**ARTIFACTS, **made["Parameters"]}
    group = {
        "Label": {"default": "Where the functions are"},
        "Parameters": [*ARTIFACTS],
    }
    made["Metadata"][INTERFACE]["ParameterGroups"].insert(0, group)
    for name in functions(sam):
        tags = made["Resources"][name]["Properties"]["Tags"]
        tags.remove({"Key": "lambda:createdBy", "Value": "SAM"})
    return made


class Dumper(yaml.SafeDumper):
    """YAML for people: no aliases, which CloudFormation refuses; short forms of functions; whole lines."""

    def ignore_aliases(self, _):
        return True


def text_node(dumper, text):
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def mapping_node(dumper, mapping):
    """`{"Fn::Sub": "x"}` as `!Sub x`."""
    name, argument = next(iter(mapping.items()), ("", None))
    is_function = len(mapping) == 1 and (name in ("Ref", "Condition") or name.startswith("Fn::"))
    if not is_function:
        return dumper.represent_mapping(
            "tag:yaml.org,2002:map",
            mapping.items(),
            flow_style=None if len(mapping) < 3 else False,
        )
    tag = "!" + name.removeprefix("Fn::")
    if tag == "!GetAtt":
        argument = ".".join(argument)
    if isinstance(argument, str):
        return dumper.represent_scalar(tag, argument)
    return dumper.represent_sequence(tag, argument)


Dumper.add_representer(str, text_node)
Dumper.add_representer(dict, mapping_node)


def document():
    made = plain(yaml_parse(TEMPLATE.read_text()))
    return HEAD + yaml.dump(made, Dumper=Dumper, default_flow_style=None, sort_keys=False, width=120)


def main():
    if sys.argv[1:] == ["--write"]:
        PLAIN.write_text(document())
    else:
        print(document(), end="")


if __name__ == "__main__":
    main()
