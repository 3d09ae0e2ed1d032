"""cloudformation.yaml: template.yaml without the transform, but that its functions come from a bucket."""

import json

from samtranslator.yaml_helper import yaml_parse

import plain
from template import EVERYTHING, FUNCTIONS, ORGANIZATION, Stack, logical

ARTIFACTS = {"ArtifactBucket": "artifacts", "ArtifactKey": "rollcall/v1.0.0"}
MADE_BY_SAM = {"Key": "lambda:createdBy", "Value": "SAM"}


def stack(**parameters):
    return Stack(yaml_parse(plain.PLAIN.read_text()), {**ARTIFACTS, **parameters})


def without_code(resources):
    """The resources, but for where the code is, and SAM's own tag."""
    for one in resources.values():
        properties = {**one.get("Properties", {})}
        properties.pop("Code", None)
        properties["Tags"] = [tag for tag in properties.get("Tags", []) if tag != MADE_BY_SAM]
        yield {**one, "Properties": properties}


def test_it_is_written_from_the_template():
    assert plain.PLAIN.read_text() == plain.document(), "run infra/plain.py --write"


def dense(node):
    """JSON as it means, whatever its blanks."""
    if isinstance(node, dict):
        return {name: dense(one) for name, one in node.items()}
    if isinstance(node, list):
        return [dense(one) for one in node]
    return json.loads(node) if isinstance(node, str) and node.startswith("{") else node


def test_it_makes_the_same_stack(template):
    for parameters in ({}, EVERYTHING, ORGANIZATION):
        ours, theirs = (dense(one(**parameters).resources) for one in (template.stack, stack))
        assert list(theirs) == list(ours)
        for mine, other in zip(without_code(ours), without_code(theirs), strict=True):
            assert other == mine


def test_the_functions_come_from_the_bucket_for_their_architecture():
    for architecture in ("arm64", "x86_64"):
        functions = stack(**ORGANIZATION, Architecture=architecture).of_type("AWS::Lambda::Function")
        found = {name: one["Code"] for name, one in functions.items()}
        assert found == {
            f"{logical(function)}Function": {
                "S3Bucket": "artifacts",
                "S3Key": f"rollcall/v1.0.0/{function}-{architecture}.zip",
            }
            for function in FUNCTIONS
        }


def test_cloudformation_takes_it_as_it_is():
    document = yaml_parse(plain.PLAIN.read_text())
    assert "Transform" not in document
    assert not any(one["Type"].startswith("AWS::Serverless::") for one in document["Resources"].values())
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    assert len(plain.PLAIN.read_bytes()) <= 51_200, "a longer one must be put into a bucket first"
