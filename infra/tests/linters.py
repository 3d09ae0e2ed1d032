"""Linters of the field over the plain template, less the exceptions that are argued here.

An exception that excuses nothing any more is a finding too.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import parliament
from statelint.linter import Linter

from rules.organization import definition
from template import ROOT

BIN = Path(sys.executable).parent
ASL_VALIDATOR = ROOT / "target" / "infra" / "npm" / "node_modules" / ".bin" / "asl-validator"

# (linter, finding, the resource or value that it is about) -> why it is right as it is
EXCEPTIONS = {
    (
        "cfn-lint",
        "W1033",
        "'' ",
    ): "an empty default never reaches the VPC's configuration, which is then none",
    ("cfn-lint", "ES6000", "MissedRuns"): "it is a dead-letter queue itself",
    ("cfn-lint", "ES6000", "FailedRuns"): "it is a dead-letter queue itself",
    ("cfn-lint", "ES6000", "UndeliveredMessages"): "it is a dead-letter queue itself",
    ("cfn-lint", "WS1000", "Function"): "Tracing is a parameter; the rule reads literals",
    (
        "cfn-lint",
        "WS1004",
        "Function",
    ): "the log group has the function's name by Sub; the rule reads literals",
    (
        "checkov",
        "CKV_AWS_119",
        "Table",
    ): "a key of the stack would go with it, and the kept table with the key",
    (
        "checkov",
        "CKV_AWS_111",
        "Network",
    ): "Lambda's interfaces have no names beforehand, and the functions' code may not use them",
    (
        "checkov",
        "CKV_AWS_116",
        "Function",
    ): "the observer has an on-failure destination, which says more; the courier's next run is a minute away",
    (
        "checkov",
        "CKV_AWS_173",
        "Function",
    ): "the variables hold no secret, and Lambda encrypts them with its own key",
    (
        "parliament",
        "RESOURCE_STAR",
        "ec2:AssignPrivateIpAddresses",
    ): "Lambda's interfaces in a VPC have no names beforehand; AWS's own policy for it has the same",
    (
        "parliament",
        "RESOURCE_STAR",
        "organizations:DescribeOrganizationalUnit",
    ): "the planner names every OU, and none of them is known beforehand",
    (
        "parliament",
        "RESOURCE_MISMATCH",
        "states:DescribeExecution",
    ): "it wants executions of EXPRESS machines too, and there are no such machines",
    (
        "statelint",
        "States.Units",
        'Field "Label" not allowed',
    ): "it names the executions of units, and is newer than the language's specification",
    (
        "parliament",
        "UNKNOWN_CONDITION_FOR_ACTION",
        "lambda:SourceFunctionArn",
    ): "its definitions are older than the condition",
    (
        "parliament",
        "UNKNOWN_PREFIX",
        "odb",
    ): "its definitions are older than the service; cfn-lint knows the action",
}


def run(command, document):
    """What a linter prints in JSON about a document."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        done = subprocess.run([*command, file.name], capture_output=True, text=True)
    if not done.stdout.strip().startswith(("[", "{")):
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def cfn_lint(template):
    command = [BIN / "cfn-lint", "--format", "json", "--append-rules", "cfn_lint_serverless.rules"]
    command += ["--regions", "ALL_REGIONS", "--"]
    for one in run(command, template.plain):
        yield one["Rule"]["Id"], one["Message"]


def checkov(template):
    command = [BIN / "checkov", "--framework", "cloudformation", "--output", "json", "--quiet"]
    command += ["--compact", "--skip-download", "--file"]
    results = run(command, template.plain).get("results", {})
    for one in results.get("failed_checks", []):
        yield one["check_id"], one["resource"].split(".")[-1]
    for path in results.get("parsing_errors", []):
        yield "PARSING", path


def iam(template):
    """parliament, over the policies of the roles."""
    for stack in template.stacks:
        roles = stack.of_type("AWS::IAM::Role").items()
        policies = [(name, policy) for name, role in roles for policy in role["Policies"]]
        apart = [
            *stack.of_type("AWS::IAM::ManagedPolicy").items(),
            *stack.of_type("AWS::IAM::Policy").items(),
        ]
        for name, policy in [*policies, *apart]:
            # It reads ARNs; ours are the logical ids of resources.
            text = json.dumps(policy["PolicyDocument"])
            for resource, arn in arns(stack).items():
                text = text.replace(f'"{resource}"', f'"{arn}"')
            for finding in parliament.analyze_policy_string(text).findings:
                yield finding.issue, f"{name}: {finding.detail} {finding.location}"


def statelint(template):
    """The definition of the state machine, as AWS's own linter reads it."""
    for problem in Linter.validate(definition(template.organization)):
        found = re.search(r"State Machine\.?([\w.]*)", problem)
        yield found[1] if found else "", problem


def asl_validator(template):
    """The definition of the state machine, against schemas of each state, with its paths."""
    command = [ASL_VALIDATOR, "--json-definition", json.dumps(definition(template.organization))]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"asl-validator failed: {done.stderr[-2000:]}")
    if done.returncode == 1:
        yield "INVALID", done.stdout + done.stderr


def arns(stack):
    here = "us-east-1:111122223333"
    formats = {
        "AWS::SNS::Topic": ("{0}", f"arn:aws:sns:{here}:{{0}}"),
        "AWS::SQS::Queue": ("{0}.Arn", f"arn:aws:sqs:{here}:{{0}}"),
        "AWS::StepFunctions::StateMachine": ("{0}", f"arn:aws:states:{here}:stateMachine:{{0}}"),
        "AWS::Lambda::Function": ("{0}.Arn", f"arn:aws:lambda:{here}:function:{{0}}"),
        "AWS::Logs::LogGroup": ("{0}.Arn", f"arn:aws:logs:{here}:log-group:/aws/lambda/{{0}}:log-stream:*"),
    }
    found = ((name, formats.get(one["Type"])) for name, one in stack.resources.items())
    return {form[0].format(name): form[1].format(name) for name, form in found if form}


def argued(linter, findings):
    """The findings that no exception excuses, and the exceptions that excuse none."""
    unused = {key for key in EXCEPTIONS if key[0] == linter}
    for code, about in findings:
        excuses = {key for key in EXCEPTIONS if key[:2] == (linter, code) and key[2] in about}
        unused -= excuses
        if not excuses:
            yield f"{code}: {about}"
    for key in sorted(unused):
        yield f"the exception {key} excuses nothing"


ALL = {
    "cfn-lint": lambda template: argued("cfn-lint", cfn_lint(template)),
    "checkov": lambda template: argued("checkov", checkov(template)),
    "parliament": lambda template: argued("parliament", iam(template)),
    "statelint": lambda template: argued("statelint", statelint(template)),
    "asl-validator": lambda template: argued("asl-validator", asl_validator(template)),
}
