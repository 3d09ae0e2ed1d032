"""The workflows of GitHub Actions pass their linters, and the linters find deliberate mistakes."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from template import ROOT

BIN = Path(sys.executable).parent
WORKFLOWS = {path.stem: path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml")}
USES = re.compile(r"uses: (.*)")
PINNED = re.compile(r"([\w-]+/[\w-]+)@([0-9a-f]{40}) # (v\d+)\.\d+\.\d+")


def actionlint(text):
    """Syntax, expressions, runners, and the inputs of actions, which it knows by version only."""
    command = [BIN / "actionlint", "-format", "{{json .}}", "-shellcheck=", "-pyflakes=", "-"]
    return [one["message"] for one in run(command, PINNED.sub(r"\1@\3", text))]


def zizmor(text):
    """What an attacker could use."""
    command = [BIN / "zizmor", "--offline", "--quiet", "--persona", "pedantic", "--format", "json", "-"]
    return [one["ident"] for one in run(command, text)]


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if not done.stdout.strip().startswith("["):
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


class Mutation(NamedTuple):
    mistake: str
    workflow: str
    before: str  # its first place is changed
    after: str
    found: tuple  # by which linter, and a part of what it says


MUTATIONS = [
    Mutation(
        "an unknown input of an action",
        "ci",
        "persist-credentials:",
        "persist-credential:",
        (actionlint, 'input "persist-credential" is not defined'),
    ),
    Mutation(
        "an unknown runner",
        "ci",
        "runs-on: ubuntu-24.04",
        "runs-on: ubuntu-2404",
        (actionlint, 'label "ubuntu-2404" is unknown'),
    ),
    Mutation(
        "a misspelled key",
        "ci",
        "runs-on: ubuntu-24.04",
        "run-on: ubuntu-24.04",
        (actionlint, 'unexpected key "run-on"'),
    ),
    Mutation(
        "a job that waits for none that exists",
        "release",
        "needs: [build, bills]",
        "needs: [build, bill]",
        (actionlint, '"bill"'),
    ),
    Mutation(
        "a value that the matrix has not",
        "release",
        "ARCHITECTURE: ${{ matrix.architecture }}",
        "ARCHITECTURE: ${{ matrix.machine }}",
        (actionlint, 'property "machine" is not defined'),
    ),
    Mutation(
        "a tag's name as part of a command",
        "release",
        'run: gh release create "$TAG"',
        'run: gh release create "${{ github.ref_name }}"',
        (zizmor, "template-injection"),
    ),
    Mutation(
        "an action that is not pinned",
        "release",
        "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
        "checkout@v7",
        (zizmor, "unpinned-uses"),
    ),
    Mutation(
        "every permission for every job",
        "release",
        "permissions: {}",
        "permissions: write-all",
        (zizmor, "excessive-permissions"),
    ),
    Mutation(
        "credentials that stay in the checkout",
        "ci",
        "        with:\n          persist-credentials: false\n",
        "",
        (zizmor, "artipacked"),
    ),
]


@pytest.mark.parametrize("linter", [actionlint, zizmor])
@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS.keys())
def test_workflow_passes(workflow, linter):
    assert linter(workflow) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.mistake)
def test_mistake_is_found(mutation):
    text = WORKFLOWS[mutation.workflow]
    assert mutation.before in text, "the mistake cannot be made any more"
    linter, part = mutation.found
    findings = linter(text.replace(mutation.before, mutation.after, 1))
    assert any(part in finding for finding in findings), findings


def test_an_action_is_pinned_to_one_commit_with_its_version_beside_it():
    used = {one for text in WORKFLOWS.values() for one in USES.findall(text)}
    assert used
    assert {one for one in used if not PINNED.fullmatch(one)} == set()
    assert len({PINNED.fullmatch(one)[1] for one in used}) == len(used)


def test_the_templates_that_are_released_exist():
    templates = set(re.findall(r"infra/[\w-]+\.yaml", WORKFLOWS["release"]))
    assert templates
    assert {one for one in templates if not (ROOT / one).is_file()} == set()
