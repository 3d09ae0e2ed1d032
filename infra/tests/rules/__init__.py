"""What no linter sees. A rule takes the template and yields findings: none means all is well."""

from rules import alarms, dashboard, functions, messages, names, page, parameters, roles, schedules, storage

ALL = {
    rule.__name__: rule
    for room in (alarms, dashboard, functions, messages, names, page, parameters, roles, schedules, storage)
    for rule in room.RULES
}
