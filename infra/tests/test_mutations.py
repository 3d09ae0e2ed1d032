"""The checks check: each deliberate mistake is found, and each rule finds one."""

import pytest

import linters
import rules
from mutations import MUTATIONS
from template import Template

FINDERS = {**rules.ALL, **linters.ALL}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.mistake)
def test_mistake_is_found(mutation, template):
    assert mutation.before in template.text, "the mistake cannot be made any more"
    text = template.text.replace(mutation.before, mutation.after, 1)
    findings = FINDERS[mutation.caught_by](Template(text))
    # A linter that stops at the mistake no longer needs its exceptions: that alone proves nothing.
    found = [finding for finding in findings if not finding.startswith("the exception")]
    assert found, f"{mutation.caught_by} finds nothing"


def test_every_rule_finds_a_mistake():
    assert FINDERS.keys() == {mutation.caught_by for mutation in MUTATIONS}
