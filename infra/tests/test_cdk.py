"""The CDK app synthesizes offline, passes cdk-nag, and deploys the very template."""

import json
import subprocess

import pytest

from template import EVERYTHING, FUNCTIONS, INFRA, ROOT, Stack, Template, logical

CDK = INFRA / "cdk"
OUTPUT = ROOT / "target" / "infra" / "cdk.out"


def run(*command):
    done = subprocess.run(command, cwd=CDK, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}"


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    """Stands for the built functions: what they do is tried elsewhere."""
    folder = tmp_path_factory.mktemp("functions")
    for function in FUNCTIONS:
        (folder / function).mkdir()
        (folder / function / "bootstrap").write_text(function)
    return folder


@pytest.fixture(scope="module")
def synthesized(functions):
    run("npm", "ci", "--no-audit", "--no-fund")
    run("npx", "tsc")
    run("npx", "cdk", "synth", "--quiet", "--output", str(OUTPUT), "--context", f"functions={functions}")
    return Template((OUTPUT / "rollcall.template.json").read_text())


def test_the_stack_is_the_template(synthesized, template):
    for parameters in ({}, EVERYTHING):
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
        assert (source / "bootstrap").read_text() == function


def test_functions_that_are_not_built_are_asked_for(tmp_path):
    command = [
        "npx",
        "cdk",
        "synth",
        "--quiet",
        "--output",
        str(tmp_path),
        "--context",
        f"functions={tmp_path}",
    ]
    done = subprocess.run(command, cwd=CDK, capture_output=True, text=True)
    assert done.returncode == 1
    assert 'run "cargo lambda build --release --arm64" first' in done.stderr
