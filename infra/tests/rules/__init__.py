"""What no linter sees. A rule takes the template and yields findings: none means all is well."""

from rules import (
    alarms,
    dashboard,
    functions,
    messages,
    names,
    organization,
    page,
    parameters,
    roles,
    schedules,
    storage,
)

ROOMS = [
    alarms,
    dashboard,
    functions,
    messages,
    names,
    organization,
    page,
    parameters,
    roles,
    schedules,
    storage,
]
ALL = {rule.__name__: rule for room in ROOMS for rule in room.RULES}
