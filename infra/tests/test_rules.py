"""The template keeps every rule, and passes every linter but for the exceptions that are argued."""

import pytest

import linters
import rules


@pytest.mark.parametrize("rule", rules.ALL.values(), ids=rules.ALL.keys())
def test_rule(rule, template):
    assert list(rule(template)) == []


@pytest.mark.parametrize("linter", linters.ALL.values(), ids=linters.ALL.keys())
def test_linter(linter, template):
    assert list(linter(template)) == []
