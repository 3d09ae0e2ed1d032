"""infra/README.md: its commands for AWS, run as they stand on a deployed stack.

What builds, releases, or asks a person is tried elsewhere: `infra/package`, `cdk`, `git`, `gh`.
"""

import json
import os
import re
import shlex
import subprocess

import pytest

from emulator import BIN, ROLLCALL, TOOLS
from template import INFRA, ROOT

PROGRAMS = {"aws": TOOLS / "aws" / "bin" / "aws", "sam": BIN / "sam", "rollcall": ROLLCALL}
SECTIONS = ["Deploy", "Without Rust", "Alarms", "Restore the table", "Remove"]


def sections():
    """The page's blocks of commands, by the heading above them; those of all alarms together."""
    found, heading, above, block = {}, None, None, None
    for line in (INFRA / "README.md").read_text().splitlines():
        title = re.match(r"(##+) (.*)", line)
        if title and block is None:
            heading = title[2]
            above = heading if title[1] == "##" else above
        elif line.strip() == "```sh":
            block = []
        elif line.strip() == "```" and block is not None:
            name = above if above == "Alarms" else heading
            found.setdefault(name, []).extend("\n".join(block).replace("\\\n", " ").splitlines())
            block = None
        elif block is not None:
            block.append(line)
    return found


def commands(section):
    """What a section runs on AWS: each as its words."""
    for line in sections()[section]:
        words = shlex.split(line, comments=True)
        if words and words[0] in PROGRAMS:
            yield words


def test_each_section_that_touches_aws_is_run():
    touching = {name for name in sections() if list(commands(name))}
    # The emulator has no Amazon Q, and no StackSets: test_members.py reads those commands.
    assert touching == {*SECTIONS, "In Slack", "An organization"}


@pytest.fixture(scope="module")
def run(aws, sandbox, package, plain_template, deploy):
    deploy(AlertEmail="ops@example.com")
    outputs = aws.outputs()
    aws.client("s3").create_bucket(Bucket="artifacts")
    # ministack drops it from the template, which `rollcall doctor` would say.
    ttl = {"Enabled": True, "AttributeName": "expires_at"}
    aws.client("dynamodb").update_time_to_live(TableName="rollcall", TimeToLiveSpecification=ttl)
    placeholders = {
        "ARN": outputs["AlertsTopicArn"],
        "BUCKET": "artifacts",
        "MISSED_RUNS_URL": outputs["MissedRunsUrl"],
        "cloudformation.yaml": str(plain_template),
    }
    environment = {**os.environ, **aws.environment, "SSL_CERT_FILE": aws.authority, "SAM_CLI_TELEMETRY": "0"}
    environment |= sandbox.endpoints

    def run(words, folder):
        if words[:2] == ["sam", "deploy"]:
            return deploy(**dict(one.split("=") for one in words if "=" in one))
        for placeholder, value in placeholders.items():
            words = [re.sub(rf"\b{re.escape(placeholder)}\b", value, word) for word in words]
        # The AWS CLI finds no endpoint of SQS in the environment.
        endpoint = ["--endpoint-url", aws.url] if words[0] == "aws" else []
        command = [PROGRAMS[words[0]], *endpoint, *words[1:]]
        done = subprocess.run(
            command, cwd=folder, env=environment, input="y\ny\n", capture_output=True, text=True
        )
        assert done.returncode == 0, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    return run


def run_section(run, section, folder=ROOT):
    found = list(commands(section))
    assert found
    return [run(words, folder) for words in found]


def test_deploy(run):
    answer, outputs, findings = run_section(run, "Deploy")
    assert json.loads(answer)["observed"] == 3
    assert "AlertsTopicArn" in outputs
    assert findings.endswith("nothing is wrong\n")


def test_without_rust(run, aws, package):
    run_section(run, "Without Rust", package)
    given = {one["ParameterKey"]: one["ParameterValue"] for one in aws.stack()["Parameters"]}
    assert (given["ArtifactBucket"], given["ArtifactKey"]) == ("artifacts", "rollcall/0.1.0")


def test_runbooks(run):
    run_section(run, "Alarms")


def test_restore(run, aws):
    run_section(run, "Restore the table")
    dynamodb = aws.client("dynamodb")
    restored = dynamodb.describe_table(TableName="rollcall-restored")["Table"]
    assert restored["DeletionProtectionEnabled"]
    assert restored["ItemCount"] > 0
    ttl = dynamodb.describe_time_to_live(TableName="rollcall-restored")["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at")


def test_remove(run, aws):
    run_section(run, "Remove")
    assert "rollcall" not in aws.client("dynamodb").list_tables()["TableNames"]
    functions = aws.client("lambda").list_functions()["Functions"]
    assert not [one for one in functions if "rollcall" in one["FunctionName"]]
