"""infra/README.md says what Rollcall costs: what price.py computes, for what the template deploys."""

import price
from template import CONTRACT, INFRA


def test_the_readme_holds_the_table():
    documented = (INFRA / "README.md").read_text().split(price.BEGIN)[1].split(price.END)[0]
    assert documented == price.table(), "run infra/price.py --write"


def test_the_price_is_of_what_is_deployed(template):
    assert len(template.default.of_type("AWS::CloudWatch::Alarm")) == price.ALARMS
    assert not template.default.of_type("AWS::CloudWatch::Dashboard")
    assert not template.default.of_type("AWS::KMS::Key")
    assert template.default.parameters["Tracing"] == "PassThrough"
    metrics = [
        one for function in template.default.functions for one in CONTRACT["functions"][function]["metrics"]
    ]
    by_check = sum(len(one["units"]) for one in metrics if "check" in one["dimensions"])
    assert by_check == price.METRICS_PER_CHECK
    assert sum(len(one["units"]) for one in metrics) - by_check == price.METRICS
