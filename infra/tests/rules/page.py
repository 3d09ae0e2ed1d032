"""infra/README.md: it explains every parameter and has a runbook for every alarm."""

from template import INFRA


def the_page_explains_parameters_and_alarms(template):
    lines = (INFRA / "README.md").read_text().splitlines()
    for name in template.plain["Parameters"]:
        if not any(line.startswith("|") and f"`{name}`" in line.split("|")[1] for line in lines):
            yield f"the page does not explain the parameter {name}"
    for name, alarm in template.organization.of_type("AWS::CloudWatch::Alarm").items():
        suffix = alarm["AlarmName"].removeprefix("rollcall-")
        if f"### `{suffix}`" not in lines:
            yield f"the page has no runbook for {name} ({suffix})"


RULES = [the_page_explains_parameters_and_alarms]
