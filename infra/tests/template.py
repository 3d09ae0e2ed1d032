"""The template: as it is written, as plain CloudFormation, and as a stack under given parameters."""

import copy
import json
import os
from functools import cached_property
from pathlib import Path

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from intrinsics import Scope

INFRA = Path(__file__).resolve().parent.parent
ROOT = INFRA.parent
CODE = "s3://bucket/key"  # stands for where the built code is uploaded to
CONTRACT = json.loads((INFRA / "contract.json").read_text())
FUNCTIONS = sorted(CONTRACT["functions"])

# A parameter set in which every condition has the value that it has not by default.
EVERYTHING = {
    "AlertEmail": "ops@example.com",
    "HealthEmail": "platform@example.com",
    "SlackWorkspaceId": "T012ABCDEFG",
    "SlackChannelId": "C012ABCDEFG",
    "Regions": "us-east-1, eu-central-1",
    "Policy": 'notify_after = "10m"',
    "IntervalMinutes": "1440",
    "ScheduleExpression": "cron(30 7 ? * * *)",
    "ScheduleTimezone": "Europe/Berlin",
    "FlexibleWindowMinutes": "10",
    "ReservedConcurrency": "0",
    "Tracing": "PassThrough",
    "TableName": "rollcall-restored",
    "TableOrigin": "existing",
    "OperatorRoleArn": "arn:aws:iam::111122223333:role/operators-*",
}


def logical(function):
    """The prefix of a function's resources: observer -> Observer."""
    return function.capitalize()


class NoManagedPolicies:
    """The template names none; the real loader would ask AWS."""

    def load(self):
        return {}


class Template:
    def __init__(self, text):
        self.text = text

    @cached_property
    def sam(self):
        return yaml_parse(self.text)

    @cached_property
    def plain(self):
        """The template after the transform that CloudFormation applies to it."""
        os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
        source = copy.deepcopy(self.sam)
        source["Globals"]["Function"]["CodeUri"] = CODE
        for resource in source["Resources"].values():
            if "CodeUri" in resource.get("Properties", {}):
                resource["Properties"]["CodeUri"] = CODE
        return transform(source, {}, NoManagedPolicies())

    def stack(self, **parameters):
        return Stack(self.plain, parameters)

    @cached_property
    def default(self):
        return self.stack()

    @cached_property
    def stacks(self):
        """The stack by default, and with every choice made the other way."""
        return [self.default, self.stack(**EVERYTHING)]


class Stack:
    """The resources that CloudFormation would make, with all functions evaluated."""

    def __init__(self, plain, parameters):
        scope = Scope(plain, parameters)
        self.parameters = scope.values

        def wanted(one):
            return "Condition" not in one or scope.condition(one["Condition"])

        def evaluated(section):
            found = plain[section].items()
            return {name: scope.evaluate({**one, "Condition": None}) for name, one in found if wanted(one)}

        self.resources = evaluated("Resources")
        self.outputs = evaluated("Outputs")

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
