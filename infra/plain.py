#!/usr/bin/env python3
"""Writes cloudformation.yaml: template.yaml without its transform, for those who may not use one.

Its functions come from a bucket. It is written densely, since CloudFormation takes no more than 51,200
bytes without a bucket for the template too: short forms of functions, an indent of one, and on one line
what fits. `--write` writes the file, from the environment that `check` makes:
target/infra/tools/bin/python infra/plain.py --write
"""

import copy
import os
import re
import sys
import textwrap
from pathlib import Path

import yaml
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).resolve().with_name("template.yaml")
PLAIN = TEMPLATE.with_name("cloudformation.yaml")
LINE, WRAPPED = 120, 1000  # characters: of a line, and of a collection without a line for each item
INTERFACE = "AWS::CloudFormation::Interface"
HEAD = """\
# Rollcall in plain CloudFormation. Written by plain.py from template.yaml, which has the comments: do
# not change it here.
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
    for one in made["Parameters"].values():
        one.pop("ConstraintDescription", None)  # its description says what it takes, too
    made["Metadata"][INTERFACE]["ParameterGroups"].insert(0, group)
    for name in functions(sam):
        tags = made["Resources"][name]["Properties"]["Tags"]
        tags.remove({"Key": "lambda:createdBy", "Value": "SAM"})
    return made


def value_of(value, indent):
    """What stands after `key:` or `-`: beside it if it fits, else below it."""
    short = on_one_line(value)
    if "\n" not in short and indent + len(short) <= LINE:
        return f" {short}"
    tag, value = untagged(value)
    if isinstance(value, str):
        lines = json_lines(value, LINE - indent) if "\n" in value else filled(value, LINE - indent)
        return f"{tag} " + ("\n" + " " * indent).join(lines)
    if "\n" not in short and indent > 2 and len(short) <= WRAPPED:
        return ("\n" + " " * indent).join(wrapped(tag, value, LINE - indent))
    lines = (f"-{item(one, indent + 2)}" for one in value)
    if isinstance(value, dict):
        lines = (f"{text(key)}:{value_of(one, indent + (not is_list(one)))}" for key, one in value.items())
    return f"{tag}\n" + "\n".join(" " * indent + line for line in lines)


def item(value, indent):
    """An item of a list: a mapping begins beside the dash."""
    written = value_of(value, indent)
    return f" {written.lstrip()}" if written.startswith("\n") else written


def on_one_line(value):
    tag, value = untagged(value)
    if isinstance(value, dict):
        written = "{" + ", ".join(pairs(value)) + "}"
    elif isinstance(value, list):
        written = "[" + ", ".join(map(on_one_line, value)) + "]"
    else:
        written = text(value) if isinstance(value, str) else str(value).lower()
    return f"{tag} {written}".lstrip()


def pairs(mapping):
    return [f"{text(key)}: {on_one_line(value)}" for key, value in mapping.items()]


def wrapped(tag, value, width):
    """The lines of a collection that is too long for one, each with what fits."""
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inside = pairs(value) if isinstance(value, dict) else list(map(on_one_line, value))
    lines, line = [], f"{tag} {opening}"
    for one in [*(f"{one}, " for one in inside[:-1]), inside[-1] + closing]:
        if len(line) + len(one) > width and not line.endswith(f" {opening}"):
            lines.append(line.rstrip())
            line = ""
        line += one
    return [*lines, line]


def untagged(value):
    """`{"Fn::Sub": "x"}` as `!Sub` and `x`; what is no function has no tag."""
    if not isinstance(value, dict) or len(value) != 1:
        return "", value
    [(name, argument)] = value.items()
    if name not in ("Ref", "Condition") and not name.startswith("Fn::"):
        return "", value
    return f" !{name.removeprefix('Fn::')}", ".".join(argument) if name == "Fn::GetAtt" else argument


def is_list(value):
    return isinstance(untagged(value)[1], list)


def text(value):
    """A text, with quotes if it needs them anywhere."""
    try:
        needs_none = "\n" in value or yaml.safe_load(f"[{value}]") == [value]
    except yaml.YAMLError:
        needs_none = False
    return value if needs_none else "'" + value.replace("'", "''") + "'"


def filled(value, width):
    lines = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
    return [">-", *lines]


def json_lines(value, width):
    """Text in JSON, in which blanks and line breaks mean nothing outside strings."""
    squeezed = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda found: found[1] or "", value)
    parts = re.findall(
        r'(?:"(?:[^"\\]|\\.)*"|[^",])+,?|,', squeezed
    )  # each ends with a comma outside strings
    lines = [""]
    for part in parts:
        if len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return ["|-", *lines]


def written(template):
    return "".join(f"{key}:{value_of(value, 1)}\n" for key, value in template.items())


def document():
    return HEAD + written(plain(yaml_parse(TEMPLATE.read_text())))


def main():
    if sys.argv[1:] == ["--write"]:
        PLAIN.write_text(document())
    else:
        print(document(), end="")


if __name__ == "__main__":
    main()
