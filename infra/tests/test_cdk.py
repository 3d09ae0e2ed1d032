"""The CDK app synthesizes offline, passes cdk-nag, and deploys the very template."""

import json
import os
import re
import subprocess

import pytest

from binaries import MACHINES, executable, write_functions
from template import EVERYTHING, FUNCTIONS, INFRA, ORGANIZATION, ROOT, Stack, Template, logical

CDK = INFRA / "cdk"
OUTPUT = ROOT / "target" / "infra" / "cdk.out"


def run(*command):
    done = subprocess.run(command, cwd=CDK, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}"


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    """Stands for the built functions: what they do is tried elsewhere."""
    return write_functions(tmp_path_factory.mktemp("functions"), "arm64")


@pytest.fixture(scope="module")
def synthesized(functions):
    run("npm", "ci", "--no-audit", "--no-fund")
    run("npx", "tsc")
    run("npx", "cdk", "synth", "--quiet", "--output", str(OUTPUT), "--context", f"functions={functions}")
    return Template((OUTPUT / "rollcall.template.json").read_text())


def test_the_stack_is_the_template(synthesized, template):
    for parameters in ({}, EVERYTHING, ORGANIZATION):
        ours, theirs = (Stack(one.plain, parameters).resources for one in (template, synthesized))
        assert theirs.keys() - {"CDKMetadata"} == ours.keys()
        for name in ours:
            for part in ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy"):
                assert theirs[name].get(part) == ours[name].get(part), name


def test_each_function_gets_its_own_code(synthesized, functions):
    assets = json.loads((OUTPUT / "rollcall.assets.json").read_text())["files"]
    for function in FUNCTIONS:
        uri = synthesized.sam["Resources"][f"{logical(function)}Function"]["Properties"]["CodeUri"]
        source = OUTPUT / assets[uri["Key"].removesuffix(".zip")]["source"]["path"]
        assert (source / "bootstrap").read_bytes() == (functions / function / "bootstrap").read_bytes()


def app(output, **context):
    """Runs the app as `cdk synth` does."""
    settings = {"CDK_CONTEXT_JSON": json.dumps(context), "CDK_OUTDIR": str(output)}
    command = ["node", "--import", "tsx", "app.ts"]
    return subprocess.run(command, cwd=CDK, env={**os.environ, **settings}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("architecture", "context"),
    [
        ("arm64", {"artifacts": "artifacts/rollcall/1.0.0"}),
        ("x86_64", {"artifacts": "artifacts/rollcall/1.0.0/", "architecture": "x86_64"}),
    ],
    ids=MACHINES,
)
def test_packaged_functions_are_taken_from_their_bucket(architecture, context, synthesized, tmp_path):
    done = app(tmp_path, **context)
    assert done.returncode == 0, done.stderr
    deployed = Template((tmp_path / "rollcall.template.json").read_text())
    assert deployed.sam["Globals"]["Function"]["Architectures"] == [architecture]
    assert "Architecture" not in deployed.sam["Parameters"], "it could be chosen apart from the code"
    for function in FUNCTIONS:
        uri = deployed.sam["Resources"][f"{logical(function)}Function"]["Properties"]["CodeUri"]
        key = f"rollcall/1.0.0/{function}-{architecture}.zip"
        assert uri == {"Bucket": "artifacts", "Key": key}


def test_functions_may_be_built_for_x86_64(synthesized, tmp_path):
    functions = write_functions(tmp_path / "functions", "x86_64")
    done = app(tmp_path / "out", functions=str(functions), architecture="x86_64")
    assert done.returncode == 0, done.stderr


def test_functions_for_another_architecture_are_refused(synthesized, functions, tmp_path):
    observer = functions / "observer" / "bootstrap"
    assert error(app(tmp_path, functions=str(functions), architecture="x86_64")) == (
        f"{observer} is an executable for arm64, and one for x86_64 is wanted: "
        'build it with "infra/package x86_64", or choose the parameter Architecture=arm64'
    )


@pytest.mark.parametrize(
    "content",
    [b"#!/bin/sh\n", executable("", MACHINES["arm64"], bits=1)],
    ids=["a script", "32 bits"],
)
def test_what_is_no_executable_is_refused(content, synthesized, tmp_path):
    functions = write_functions(tmp_path / "functions", "arm64")
    binary = functions / "courier" / "bootstrap"
    binary.write_bytes(content)
    assert error(app(tmp_path / "out", functions=str(functions))) == (
        f"{binary} is no executable that Lambda can run, and one for arm64 is wanted: "
        'build it with "infra/package arm64"'
    )


def test_functions_that_are_not_built_are_asked_for(synthesized, tmp_path):
    assert error(app(tmp_path / "out", functions=str(tmp_path))) == (
        f'{tmp_path / "observer" / "bootstrap"} does not exist: build it with "infra/package arm64", '
        "or name artifacts that were packaged elsewhere"
    )


def test_only_one_may_say_where_the_functions_are(synthesized, functions, tmp_path):
    done = app(tmp_path, functions=str(functions), artifacts="bucket/key")
    assert error(done) == "functions and artifacts both say where the functions are: give one of the two"


@pytest.mark.parametrize("place", ["bucket/", "s3://bucket/key"])
def test_artifacts_are_a_bucket_and_a_key(place, synthesized, tmp_path):
    assert (
        error(app(tmp_path, artifacts=place)) == f'the context "artifacts" is BUCKET/KEY, and not "{place}"'
    )


def error(done):
    assert done.returncode == 1
    return re.search(r"^Error: (.*)$", done.stderr, re.MULTILINE)[1]
