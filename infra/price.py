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
HOURS, MINUTES = 30 * 24, 30 * 24 * 60  # in a month: runs of the observer, and of the courier
# What one account can have: Compute Optimizer once, FleetWise in 3 Regions, Oracle Database@AWS in 18.
COLUMNS = {  # -> enrollments, runs of the observer an hour
    "one Region": (3, 1),
    "every Region": (22, 1),
    "every Region, every 5 minutes": (22, 12),
}

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
# back. Once an hour the courier notes how many are subscribed.
WRITES_PER_CHANGE = 6 * 2 + 2
CHANGES_PER_ENROLLMENT = 1  # a month; generous

# What is deployed by default: infra/check compares it with the contract and the template.
METRICS, METRICS_PER_CHECK, ALARMS = 10, 1, 9

# How long a run takes: the benchmark in tests/benches, with CPU in proportion to memory as Lambda has it.
COLD_START_SECONDS, CPU_SECONDS_PER_TARGET, ROUND_TRIPS_SECONDS = 0.3, 0.0006, 0.06
COURIER_SECONDS = 0.05  # warm, since it ran a minute ago: two round trips
MEGABYTES, MEGABYTES_OF_A_CPU = 128, 1_769
LOG_KB_PER_RUN, LOG_KB_PER_CHANGE = 2.0, 1.0


def monthly(enrollments, runs_per_hour):
    """Dollars by service, and what choices add."""
    runs = HOURS * runs_per_hour
    invocations = runs + MINUTES
    changes = enrollments * CHANGES_PER_ENROLLMENT
    cpu = CPU_SECONDS_PER_TARGET * enrollments * MEGABYTES_OF_A_CPU / MEGABYTES
    seconds = COLD_START_SECONDS + cpu + ROUND_TRIPS_SECONDS
    gigabyte_seconds = (runs * seconds + MINUTES * COURIER_SECONDS) * MEGABYTES / 1024
    reads = (math.ceil(enrollments / STATES_IN_A_READ_UNIT) + READS_PER_RUN) * runs
    reads += READS_PER_COURIER * MINUTES
    writes = NOTES_PER_ENROLLMENT * enrollments * HOURS + WRITES_PER_CHANGE * changes + HOURS
    log_gigabytes = (LOG_KB_PER_RUN * invocations + LOG_KB_PER_CHANGE * changes) / 1e6
    metrics = METRICS + METRICS_PER_CHECK * len(CHECKS)
    services = {
        "Lambda": invocations * PRICE["Lambda request"]
        + gigabyte_seconds * PRICE["Lambda GB-second on arm64"],
        "DynamoDB": reads * PRICE["DynamoDB read unit"] + writes * PRICE["DynamoDB write unit"],
        "SNS, one e-mail address": changes * (PRICE["SNS publish"] + PRICE["SNS e-mail"]),
        "Scheduler": invocations * PRICE["Scheduler invocation"],
        "CloudWatch metrics": metrics * PRICE["CloudWatch metric"],
        "CloudWatch alarms": ALARMS * PRICE["CloudWatch alarm"],
        "CloudWatch Logs": log_gigabytes * PRICE["CloudWatch Logs GB"],
    }
    choices = {
        "`Dashboard=yes`, beyond the account's first three": PRICE["CloudWatch dashboard"],
        "`Tracing=Active`": invocations * PRICE["X-Ray trace"],
        "`KmsKeyArn`, if the key is for this alone": PRICE["KMS key"],
    }
    return {**services, "**all**": sum(services.values())} | {
        f"more: {name}": one for name, one in choices.items()
    }


def table():
    columns = [monthly(*one) for one in COLUMNS.values()]
    lines = [f"| US dollars a month | {' | '.join(COLUMNS)} |", "|---" * (1 + len(columns)) + "|"]
    for name in columns[0]:
        lines.append(f"| {name} | {' | '.join(f'{column[name]:.2f}' for column in columns)} |")
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        before, rest = README.read_text().split(BEGIN)
        README.write_text(before + BEGIN + table() + END + rest.split(END)[1])
    else:
        print(table(), end="")


if __name__ == "__main__":
    main()
