#!/usr/bin/env python3
"""What Rollcall costs a month, from the calls it makes and AWS's list prices.

Prints the table that README.md beside this file holds; `--write` puts it there. Free tiers are not counted.
"""

import json
import math
import sys
from pathlib import Path

README = Path(__file__).resolve().with_name("README.md")
CHECKS = json.loads(README.with_name("contract.json").read_text())["status_actions"]
BEGIN, END = "<!-- price: begin -->\n", "<!-- price: end -->"
ENROLLMENTS = (1, 100, 10_000)
HOURS, MINUTES = 30 * 24, 30 * 24 * 60  # in a month: runs of the observer, and of the courier

# US dollars in us-east-1, November 2026, from the pages aws.amazon.com/<service>/pricing.
PRICE = {
    "Lambda request": 0.20e-6,
    "Lambda GB-second on arm64": 13.3334e-6,
    "DynamoDB read unit": 0.125e-6,
    "DynamoDB write unit": 0.625e-6,
    "SNS publish": 0.50e-6,
    "SNS e-mail": 20e-6,
    "Scheduler invocation": 1.00e-6,
    "CloudWatch metric": 0.30,
    "CloudWatch alarm": 0.10,
    "CloudWatch dashboard": 3.00,
    "CloudWatch Logs GB": 0.50,
    "X-Ray trace": 5.00e-6,
    "KMS key": 1.00,
}

# What a run does: tests/tests/whole/cost.rs counts these calls of the built functions. A read unit is
# 4 KB, read consistently; a query takes one at least, a write unit is 1 KB.
STATES_IN_A_READ_UNIT = 4  # one query for all states of an account
READS_PER_RUN = 1  # query of the settings
NOTES_PER_ENROLLMENT = 1  # an unchanged look writes nothing, but that somebody looked is noted once an hour
READS_PER_COURIER = 11  # queries of the ten parts of the queue, and of the routes
# A change: state, history and outbox are put and the history before updated, then history updated and
# the outbox's item deleted, all in transactions, which cost two units a KB; the lease is taken and given
# back.
WRITES_PER_CHANGE = 6 * 2 + 2
CHANGES_PER_ENROLLMENT = 1  # a month; generous

# What is deployed: infra/check compares it with the contract and the template.
METRICS, METRICS_PER_CHECK, ALARMS = 9, 1, 12

# How long a run takes: the benchmark in tests/benches, with CPU in proportion to memory as Lambda has it.
TARGETS_PER_RUN = 1_000  # the most that one event may name
COLD_START_SECONDS, CPU_SECONDS_PER_TARGET, ROUND_TRIPS_SECONDS, AT_ONCE = 0.3, 0.0006, 0.06, 64
COURIER_SECONDS = 0.05  # warm, since it ran a minute ago: two round trips
MEGABYTES, MEGABYTES_OF_MANY, MEGABYTES_OF_A_CPU = 128, 512, 1_769
LOG_KB_PER_RUN, LOG_KB_PER_CHANGE = 2.0, 1.0


def monthly(enrollments):
    """Dollars by service."""
    runs = HOURS * math.ceil(enrollments / TARGETS_PER_RUN)
    targets = enrollments * HOURS / runs
    invocations = runs + MINUTES
    changes = enrollments * CHANGES_PER_ENROLLMENT
    megabytes = MEGABYTES if targets <= 100 else MEGABYTES_OF_MANY
    cpu = CPU_SECONDS_PER_TARGET * targets * MEGABYTES_OF_A_CPU / megabytes
    seconds = COLD_START_SECONDS + cpu + ROUND_TRIPS_SECONDS * math.ceil(targets / AT_ONCE)
    gigabyte_seconds = (runs * seconds + MINUTES * COURIER_SECONDS) * megabytes / 1024
    reads = (math.ceil(targets / STATES_IN_A_READ_UNIT) + READS_PER_RUN) * runs + READS_PER_COURIER * MINUTES
    writes = NOTES_PER_ENROLLMENT * enrollments * HOURS + WRITES_PER_CHANGE * changes
    log_gigabytes = (LOG_KB_PER_RUN * invocations + LOG_KB_PER_CHANGE * changes) / 1e6
    metrics = METRICS + METRICS_PER_CHECK * min(len(CHECKS), enrollments)
    return {
        "Lambda": invocations * PRICE["Lambda request"]
        + gigabyte_seconds * PRICE["Lambda GB-second on arm64"],
        "DynamoDB": reads * PRICE["DynamoDB read unit"] + writes * PRICE["DynamoDB write unit"],
        "SNS, one e-mail address": changes * (PRICE["SNS publish"] + PRICE["SNS e-mail"]),
        "Scheduler": invocations * PRICE["Scheduler invocation"],
        "X-Ray": invocations * PRICE["X-Ray trace"],
        "CloudWatch metrics": metrics * PRICE["CloudWatch metric"],
        "CloudWatch alarms": ALARMS * PRICE["CloudWatch alarm"],
        "CloudWatch dashboard": PRICE["CloudWatch dashboard"],
        "CloudWatch Logs": log_gigabytes * PRICE["CloudWatch Logs GB"],
        "KMS key": PRICE["KMS key"],
    }


def table():
    columns = [monthly(enrollments) for enrollments in ENROLLMENTS]
    heads = [f"{enrollments:,} enrollment{'s' * (enrollments > 1)}" for enrollments in ENROLLMENTS]
    lines = [f"| hourly, in US dollars a month | {' | '.join(heads)} |", "|---" * 4 + "|"]
    rows = [*((name, [column[name] for column in columns]) for name in columns[0])]
    rows.append(("**all**", [sum(column.values()) for column in columns]))
    lines += [f"| {name} | {' | '.join(f'{dollars:.2f}' for dollars in values)} |" for name, values in rows]
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        before, rest = README.read_text().split(BEGIN)
        README.write_text(before + BEGIN + table() + END + rest.split(END)[1])
    else:
        print(table(), end="")


if __name__ == "__main__":
    main()
