"""The template: as it is written, as plain CloudFormation, and as a stack under given parameters."""

import json
import sys
from functools import cached_property
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from intrinsics import Scope

INFRA = Path(__file__).resolve().parent.parent
ROOT = INFRA.parent
sys.path.insert(0, str(INFRA))
from plain import transformed  # noqa: E402  it lies beside the template, for people

CODE = "s3://bucket/key"  # stands for where the built code is uploaded to
CONTRACT = json.loads((INFRA / "contract.json").read_text())
FUNCTIONS = sorted(CONTRACT["functions"])
FUNCTIONS_OF_AN_ACCOUNT = [one for one in FUNCTIONS if one != "planner"]

# An organization, and nothing else that is not by default.
ORGANIZATION = {"Scope": "organization", "ExternalId": "rollcall-7f3a"}

# A parameter set in which every condition has the value that it has not by default.
EVERYTHING = {
    "AlertEmail": "ops@example.com",
    "HealthEmail": "platform@example.com",
    "ExistingTopicArn": "arn:aws:sns:us-east-1:444455556666:central",
    **ORGANIZATION,
    "MemberRole": "platform/rollcall-member",
    "ManagementRoleArn": "arn:aws:iam::999900001111:role/platform/rollcall-management",
    "OrganizationId": "o-a1b2c3d4e5",
    "Regions": "us-east-1, eu-central-1",
    "Policy": 'notify_after = "10m"',
    "IntervalMinutes": "1440",
    "ScheduleExpression": "cron(30 7 ? * * *)",
    "ScheduleTimezone": "Europe/Berlin",
    "FlexibleWindowMinutes": "10",
    "ReservedConcurrency": "2",
    "VpcSubnetIds": "subnet-01234567,subnet-89abcdef",
    "VpcSecurityGroupIds": "sg-01234567",
    "Tracing": "Active",
    "TableName": "rollcall-restored",
    "TableOrigin": "existing",
    "KmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/5a0c",
    "TableKey": "own",
    "OperatorRoleArn": "arn:aws:iam::111122223333:role/operators-*",
    "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/boundary",
    "RolePath": "/platform/",
    "Dashboard": "yes",
}


def logical(function):
    """The prefix of a function's resources: observer -> Observer."""
    return function.capitalize()


class Template:
    def __init__(self, text):
        self.text = text

    @cached_property
    def sam(self):
        return yaml_parse(self.text)

    @cached_property
    def plain(self):
        """The template after the transform that CloudFormation applies to it."""
        return transformed(self.sam, lambda _folder: CODE)

    def stack(self, **parameters):
        return Stack(self.plain, parameters)

    def stack_at(self, parameters=None, **pseudo):
        """A stack with other values of AWS's own parameters: `Partition="aws-cn"`."""
        pseudo = {f"AWS::{name}": value for name, value in pseudo.items()}
        return Stack(self.plain, parameters or {}, pseudo)

    @cached_property
    def default(self):
        return self.stack()

    @cached_property
    def organization(self):
        return self.stack(**ORGANIZATION)

    @cached_property
    def full(self):
        """With every choice made the other way, so but for what exists already, and so for one account."""
        new = {**EVERYTHING, "ExistingTopicArn": "", "TableOrigin": "new"}
        return [self.stack(**one) for one in (EVERYTHING, new, {**EVERYTHING, "Scope": "account"})]

    @cached_property
    def stacks(self):
        delegated = {**ORGANIZATION, "ManagementRoleArn": EVERYTHING["ManagementRoleArn"]}
        return [self.default, self.organization, self.stack(**delegated), *self.full]


class Stack:
    """The resources that CloudFormation would make, with all functions evaluated."""

    def __init__(self, plain, parameters, pseudo=None):
        scope = Scope(plain, parameters, pseudo or {})
        self.parameters = scope.values

        def wanted(one):
            return "Condition" not in one or scope.condition(one["Condition"])

        def evaluated(section):
            found = plain.get(section, {}).items()
            return {name: scope.evaluate({**one, "Condition": None}) for name, one in found if wanted(one)}

        self.resources = evaluated("Resources")
        self.outputs = evaluated("Outputs")

    @property
    def is_organization(self):
        return self.parameters["Scope"] == "organization"

    @property
    def functions(self):
        """The functions that it should have, by their own names."""
        return FUNCTIONS if self.is_organization else FUNCTIONS_OF_AN_ACCOUNT

    def of_type(self, kind):
        """The properties of the resources of a type, by logical id."""
        found = self.resources.items()
        return {name: one.get("Properties", {}) for name, one in found if one["Type"] == kind}

    def statements(self, kind):
        """The policy statements of the resources of a type: (id, resources it is for, statement)."""
        for name, one in self.of_type(kind).items():
            for statement in one["PolicyDocument"]["Statement"]:
                yield name, one.get("Topics") or one.get("Queues"), statement


def listed(value):
    return value if isinstance(value, list) else [value]
