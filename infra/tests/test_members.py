"""member.yaml and management.yaml: the roles in the other accounts, and the commands that deploy them."""

import json
import re
import subprocess

import pytest
from samtranslator.yaml_helper import yaml_parse

from linters import BIN
from rules.roles import OF_THE_ORGANIZATION
from template import CONTRACT, INFRA, ROOT, Stack
from test_page import PROGRAMS, commands

MEMBER, MANAGEMENT = INFRA / "member.yaml", INFRA / "management.yaml"
HUB = {
    "HubAccountId": "222233334444",
    "OrganizationId": "o-a1b2c3d4e5",
    "ExternalId": "rollcall-7f3a",
}
CHOICES = {
    "RolePath": "/platform/",
    "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/boundary",
}


def text_of(path):
    return path.read_text()


def roles(text, **parameters):
    return Stack(yaml_parse(text), {**HUB, **parameters}).of_type("AWS::IAM::Role")


def actions(role):
    """What a role may do, all of it in one statement."""
    [policy] = role["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")
    assert "ManagedPolicyArns" not in role
    return sorted(statement["Action"])


def status_actions_are_the_registrys(text):
    return actions(roles(text)["MemberRole"]) == sorted(CONTRACT["status_actions"].values())


def only_the_hub_takes_it(text, name="MemberRole", hub="rollcall-ObserverRole-*"):
    role = roles(text)[name]
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    wanted = {
        "Effect": "Allow",
        # IAM makes the id of a role that is named here part of the policy: made again, it is another.
        "Principal": {"AWS": "arn:aws:iam::222233334444:root"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"sts:ExternalId": "rollcall-7f3a", "aws:PrincipalOrgID": "o-a1b2c3d4e5"},
            "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::222233334444:role/{hub}"},
        },
    }
    return {key: value for key, value in statement.items() if key != "Sid"} == wanted


def it_is_named_bounded_and_tagged(text):
    role = roles(text, **CHOICES)["MemberRole"]
    wanted = {
        "RoleName": "rollcall-member",
        "Path": "/platform/",
        "PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary",
        "MaxSessionDuration": 3600,
        "Tags": [{"Key": "Application", "Value": "rollcall"}],
    }
    return {key: role.get(key) for key in wanted} == wanted and "PermissionsBoundary" not in roles(text)[
        "MemberRole"
    ]


HOLDS = [status_actions_are_the_registrys, only_the_hub_takes_it, it_is_named_bounded_and_tagged]


@pytest.mark.parametrize("path", [MEMBER, MANAGEMENT], ids=lambda path: path.stem)
@pytest.mark.parametrize("holds", HOLDS, ids=lambda holds: holds.__name__)
def test_the_member_role(holds, path):
    assert holds(text_of(path))


MISTAKES = [
    ("                  - odb:GetOciOnboardingStatus\n", "", status_actions_are_the_registrys),
    ("- odb:GetOciOnboardingStatus", "- odb:*", status_actions_are_the_registrys),
    ("                sts:ExternalId: !Ref ExternalId\n", "", only_the_hub_takes_it),
    ("                aws:PrincipalOrgID: !Ref OrganizationId\n", "", only_the_hub_takes_it),
    (":role/${ObserverRole}", ":role/*", only_the_hub_takes_it),
    ("${HubAccountId}:root", "${HubAccountId}:role/${ObserverRole}", only_the_hub_takes_it),
    ("Default: rollcall-ObserverRole-*", "Default: rollcall-*", only_the_hub_takes_it),
    ("      MaxSessionDuration: 3600\n", "      MaxSessionDuration: 43200\n", it_is_named_bounded_and_tagged),
    ("      Path: !Ref RolePath\n", "", it_is_named_bounded_and_tagged),
]


@pytest.mark.parametrize(("before", "after", "holds"), MISTAKES, ids=lambda one: str(one).strip()[:40])
def test_a_mistake_in_it_is_found(before, after, holds):
    text = text_of(MEMBER)
    assert before in text, "the mistake cannot be made any more"
    assert not holds(text.replace(before, after))


def test_the_management_account_has_the_same_member_role():
    everywhere, there = (roles(text_of(path), **CHOICES)["MemberRole"] for path in (MEMBER, MANAGEMENT))
    assert there == everywhere


def test_the_planner_may_ask_there_what_it_may_ask_at_home():
    role = roles(text_of(MANAGEMENT))["ManagementRole"]
    assert actions(role) == sorted(OF_THE_ORGANIZATION)
    assert only_the_hub_takes_it(text_of(MANAGEMENT), "ManagementRole", "rollcall-PlannerRole-*")
    assert list(roles(text_of(MANAGEMENT))) == ["ManagementRole", "MemberRole"]
    assert list(roles(text_of(MEMBER))) == ["MemberRole"]


def test_their_names_are_those_that_the_hub_expects(template):
    hub = template.plain
    parameters = yaml_parse(text_of(MANAGEMENT))["Parameters"]
    assert parameters["MemberRoleName"]["Default"] == hub["Parameters"]["MemberRole"]["Default"]
    for name in ("ObserverRole", "PlannerRole"):
        assert hub["Resources"][name]["Type"] == "AWS::IAM::Role"
        assert parameters[name]["Default"] == f"rollcall-{name}-*"  # CloudFormation adds letters to the end
        assert re.search(parameters[name]["AllowedPattern"], f"platform/rollcall-{name}-*")
    for external_id in ("rollcall-7f3a", "a/b:c=d,e.f@g+h_i-j", "x" * 1224):
        for one in (parameters, hub["Parameters"]):
            assert re.search(one["ExternalId"]["AllowedPattern"], external_id)
    for external_id in ("x", "a b", "x" * 1225):
        for one in (parameters, hub["Parameters"]):
            assert not re.search(one["ExternalId"]["AllowedPattern"], external_id)


@pytest.mark.parametrize("path", [MEMBER, MANAGEMENT], ids=lambda path: path.stem)
def test_cloudformation_takes_it(path):
    command = [BIN / "cfn-lint", "--format", "json", "--regions", "ALL_REGIONS", "--", path]
    assert json.loads(subprocess.run(command, capture_output=True, text=True).stdout or "[]") == []
    document = yaml_parse(text_of(path))
    assert "Transform" not in document, "a service-managed StackSet refuses it"
    assert len(path.read_bytes()) <= 51_200
    grouped = [
        name
        for group in document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        for name in group["Parameters"]
    ]
    assert sorted(grouped) == sorted(document["Parameters"])
    for name, parameter in document["Parameters"].items():
        assert parameter["AllowedPattern"] and parameter["Description"], name


def given(words):
    """The parameters that a command gives to a template."""
    pairs = [word.split("=", 1) for word in words[words.index("--parameter-overrides") + 1 :] if "=" in word]
    return {name: value for name, value in pairs if not name.startswith("--")}


def test_the_commands_of_the_page_are_read_by_the_aws_cli():
    """It reads and checks them, and calls nothing; `deploy` and SAM are no single call."""
    read = []
    for words in commands("An organization"):
        words = [
            word.replace("STATE_MACHINE_ARN", "arn:aws:states:us-east-1:111122223333:stateMachine:m")
            for word in words
        ]
        words = [
            word.replace("EXECUTION_ARN", "arn:aws:states:us-east-1:111122223333:execution:m:1")
            for word in words
        ]
        if words[0] == "aws" and words[1:3] != ["cloudformation", "deploy"]:
            command = [
                PROGRAMS["aws"],
                *words[1:],
                "--region",
                "us-east-1",
                "--generate-cli-skeleton",
                "output",
            ]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, f"{words}\n{done.stderr}"
            read.append(words[2])
    assert read[:3] == ["activate-organizations-access", "create-stack-set", "create-stack-instances"]


def test_the_commands_of_the_page_give_what_the_templates_ask_for(template):
    files = {"infra/management.yaml": yaml_parse(text_of(MANAGEMENT)), "sam": template.plain}
    seen = {}
    for words in commands("An organization"):
        if words[1:3] == ["cloudformation", "create-stack-set"]:
            pairs = [word.split(",") for word in words if word.startswith("ParameterKey=")]
            parameters = {key.split("=", 1)[1]: value.split("=", 1)[1] for key, value in pairs}
            seen["member"] = (yaml_parse(text_of(MEMBER)), parameters)
            assert words[words.index("--permission-model") + 1] == "SERVICE_MANAGED"
            assert words[words.index("--template-body") + 1] == "file://infra/member.yaml"
        elif "--parameter-overrides" in words:
            file = words[words.index("--template-file") + 1] if "--template-file" in words else "sam"
            seen[file] = (files[file], given(words))
    assert sorted(seen) == ["infra/management.yaml", "member", "sam"]
    for document, parameters in seen.values():
        required = {name for name, one in document["Parameters"].items() if "Default" not in one}
        assert required <= parameters.keys() <= document["Parameters"].keys()
        for name, value in parameters.items():
            assert re.search(document["Parameters"][name].get("AllowedPattern", ""), value), (name, value)
    ids = {(one["ExternalId"], one["OrganizationId"]) for _, one in seen.values()}
    assert len(ids) == 1, "each part must be given the same"
