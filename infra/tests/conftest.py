"""What the tests share: the template, and one emulator with what is deployed to it."""

import json

import pytest
from samtranslator.yaml_helper import yaml_parse

from emulator import ARCHITECTURE, cloud, packaged, patched, sam, statuses
from plain import PLAIN, written
from template import FUNCTIONS, INFRA, Template, logical


@pytest.fixture(scope="session")
def template():
    return Template((INFRA / "template.yaml").read_text())


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("deployed")


@pytest.fixture(scope="session")
def sandbox(folder):
    with statuses(folder) as running:
        yield running


@pytest.fixture(scope="session")
def aws(folder):
    with cloud(folder) as running:
        yield running


@pytest.fixture(scope="session")
def package():
    return packaged()


@pytest.fixture(scope="session")
def plain_template(aws, sandbox, folder):
    """The path of cloudformation.yaml, as far as it must differ here."""
    made = patched(yaml_parse(PLAIN.read_text()), aws, sandbox)
    for one in made["Parameters"].values():
        del one["Description"]  # makes room for the endpoints: it is as long as CloudFormation takes
    path = folder / "cloudformation.yaml"
    path.write_text(written(made))
    return path


@pytest.fixture(scope="session")
def deploy(aws, sandbox, folder, package, template):
    """Deploys template.yaml with the SAM CLI, as a user does."""
    sam_template = patched(yaml_parse(template.text), aws, sandbox)
    for function in FUNCTIONS:
        resource = sam_template["Resources"][f"{logical(function)}Function"]
        resource["Properties"]["CodeUri"] = str(package / function)
    path = folder / "template.json"
    path.write_text(json.dumps(sam_template))
    options = ["--template-file", path, "--config-file", INFRA / "samconfig.toml", "--no-confirm-changeset"]

    def deploy(**parameters):
        given = {"Architecture": ARCHITECTURE, "ScheduleExpression": '"rate(1 minute)"', **parameters}
        overrides = [f"{name}={value}" for name, value in given.items()]
        sam("deploy", *options, "--parameter-overrides", *overrides, **aws.environment)

    return deploy
