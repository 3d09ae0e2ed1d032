"""What the tests share."""

import pytest

from template import INFRA, Template


@pytest.fixture(scope="session")
def template():
    return Template((INFRA / "template.yaml").read_text())
