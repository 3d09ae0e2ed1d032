"""README.md says what Rollcall costs: what price.py computes, for what the template deploys."""

import sys

from template import CHECKS, CONTRACT, INFRA, ROOT, logical

sys.path.insert(0, str(INFRA))
import price  # noqa: E402  it lies beside the template, for people


def test_the_readme_holds_the_table():
    documented = (ROOT / "README.md").read_text().split(price.BEGIN)[1].split(price.END)[0]
    assert documented == price.table(), "run infra/price.py --write"


def test_the_price_is_of_what_is_deployed(template):
    alarms = template.default.of_type("AWS::CloudWatch::Alarm")
    own = [name for name in alarms if name.startswith(logical(CHECKS[0]))]
    assert len(own) == price.ALARMS_PER_CHECK
    assert len(alarms) - len(CHECKS) * len(own) == price.ALARMS
    assert len(CONTRACT["metrics"]["units"]) == price.METRICS_PER_CHECK
