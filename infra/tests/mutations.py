"""Deliberate mistakes in the template. Each must be caught, by the rule that is there for it."""

from typing import NamedTuple


class Mutation(NamedTuple):
    mistake: str
    before: str  # what stands in template.yaml; its first place is changed
    after: str
    caught_by: str  # a rule or a linter


MUTATIONS = [
    # roles
    Mutation(
        "a wildcard action",
        "Action: odb:GetOciOnboardingStatus",
        "Action: odb:*",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "the status action of another check",
        "Action: iotfleetwise:GetRegisterAccountStatus",
        "Action: odb:GetOciOnboardingStatus",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a misspelled action",
        "Action: odb:GetOciOnboardingStatus",
        "Action: odb:GetOciOnbordingStatus",
        "cfn-lint",
    ),
    Mutation(
        "every topic instead of one",
        "Action: sns:Publish\n                Resource: !Ref Alerts",
        'Action: sns:Publish\n                Resource: "*"',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "the items of all checks",
        'dynamodb:LeadingKeys: ["STATE#odb"]',
        'dynamodb:LeadingKeys: ["STATE#*"]',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "no permission to release an alert",
        "                  - dynamodb:DeleteItem\n",
        "",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a managed policy on top",
        "      Description: What Rollcall's check odb may do\n",
        "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a schedule's role for any schedule group",
        "                aws:SourceArn: !GetAtt Schedules.Arn\n",
        "",
        "roles_are_taken_by_their_service_only",
    ),
    # schedules
    Mutation(
        "a rate in the singular",
        '"rate(${IntervalMinutes} minutes)"',
        '"rate(${IntervalMinutes} minute)"',
        "schedule_expressions_parse",
    ),
    Mutation(
        "a pattern that lets any cron through",
        r"^cron\(\S+ \S+ \S+ \S+ \S+ \S+\)$",
        r"^cron\(.*\)$",
        "schedule_expressions_parse",
    ),
    Mutation(
        "a dropped dead-letter queue of a schedule",
        "        DeadLetterConfig:\n          Arn: !GetAtt MissedRuns.Arn\n",
        "",
        "every_check_is_scheduled",
    ),
    Mutation(
        "a schedule that runs another check",
        "        Arn: !GetAtt OdbFunction.Arn",
        "        Arn: !GetAtt IotFleetwiseFunction.Arn",
        "every_check_is_scheduled",
    ),
    Mutation(
        "a forgotten time zone",
        "      ScheduleExpressionTimezone: !Ref ScheduleTimezone\n",
        "      ScheduleExpressionTimezone: UTC\n",
        "schedules_take_the_parameters",
    ),
    Mutation(
        "an event that no function takes",
        '"source": "aws.scheduler"',
        '"source": "rollcall"',
        "schedules_send_the_events_that_are_tried",
    ),
    Mutation(
        "an alarm of a check that is disabled",
        "  OdbThrottles:\n    Type: AWS::CloudWatch::Alarm\n    Condition: Odb\n",
        "  OdbThrottles:\n    Type: AWS::CloudWatch::Alarm\n",
        "a_check_can_be_switched_off",
    ),
    # storage
    Mutation(
        "other keys than the code's",
        "AttributeName: sk, KeyType",
        "AttributeName: id, KeyType",
        "the_tables_keys_are_the_codes",
    ),
    Mutation(
        "another TTL attribute",
        "AttributeName: expires_at",
        "AttributeName: expires",
        "the_tables_keys_are_the_codes",
    ),
    Mutation(
        "no encryption of the table",
        "      SSESpecification: { SSEEnabled: true }\n",
        "",
        "the_table_is_safe",
    ),
    Mutation(
        "no point-in-time recovery",
        "PointInTimeRecoveryEnabled: true",
        "PointInTimeRecoveryEnabled: false",
        "the_table_is_safe",
    ),
    Mutation("a table that goes with the stack", "    DeletionPolicy: Retain\n", "", "the_table_is_safe"),
    Mutation(
        "a second table beside the existing one",
        "NewTable: !Equals [!Ref TableOrigin, new]",
        "NewTable: !Equals [new, new]",
        "an_existing_table_can_be_used",
    ),
    Mutation("no deletion protection", "      DeletionProtectionEnabled: true\n", "", "the_table_is_safe"),
    # functions
    Mutation(
        "a misspelled variable",
        "ROLLCALL_POLICY: !Ref Policy",
        "ROLLCALL_POLCY: !Ref Policy",
        "functions_are_told_what_they_read",
    ),
    Mutation(
        "the binary of another check", "Binary: odb", "Binary: iot-fleetwise", "every_check_has_its_function"
    ),
    Mutation(
        "logs that are kept for ever",
        "      RetentionInDays: !Ref LogRetentionDays\n",
        "",
        "every_function_has_its_log_group",
    ),
    Mutation(
        "a log level that takes the metrics away",
        "AllowedValues: [TRACE, DEBUG, INFO]",
        "AllowedValues: [TRACE, DEBUG, INFO, WARN]",
        "every_function_has_its_log_group",
    ),
    Mutation(
        "no destination of failed runs",
        "          Destination: !GetAtt FailedRuns.Arn",
        "          Destination: !GetAtt MissedRuns.Arn",
        "failures_are_kept",
    ),
    Mutation(
        "no reserved concurrency",
        "    ReservedConcurrentExecutions: !If [Reserved, !Ref ReservedConcurrency, !Ref AWS::NoValue]\n",
        "",
        "functions_are_bounded",
    ),
    Mutation(
        "a section that drifted from the others",
        "      Threshold: 900\n",
        "      Threshold: 901\n",
        "the_checks_sections_are_alike",
    ),
    # messages
    Mutation(
        "a topic without encryption",
        "      KmsMasterKeyId: !Ref Key\n",
        "",
        "topics_are_encrypted_and_restricted",
    ),
    Mutation(
        "anybody publishes alerts",
        "              ArnNotLike:\n                aws:PrincipalArn:\n",
        "              ArnLike:\n                aws:PrincipalArn:\n",
        "only_rollcall_publishes_alerts",
    ),
    Mutation(
        "alarms that cannot use the key",
        "{ Service: cloudwatch.amazonaws.com }\n            Action: [kms:GenerateDataKey, kms:Decrypt]",
        "{ Service: events.amazonaws.com }\n            Action: [kms:GenerateDataKey, kms:Decrypt]",
        "the_key_serves_topics_and_alarms",
    ),
    Mutation(
        "a subscription that drops what it cannot deliver",
        "      RedrivePolicy: { deadLetterTargetArn: !GetAtt UndeliveredMessages.Arn }\n",
        "",
        "subscriptions_keep_what_they_could_not_deliver",
    ),
    Mutation(
        "a dead-letter queue that SNS may not write to",
        "Principal: { Service: sns.amazonaws.com }",
        "Principal: { Service: sqs.amazonaws.com }",
        "subscriptions_keep_what_they_could_not_deliver",
    ),
    Mutation(
        "health that anybody's service may write to",
        "Principal: { Service: cloudwatch.amazonaws.com }\n            Action: sns:Publish",
        "Principal: { Service: events.amazonaws.com }\n            Action: sns:Publish",
        "only_alarms_publish_health",
    ),
    Mutation(
        "a queue that forgets within days",
        "MessageRetentionPeriod: 1209600",
        "MessageRetentionPeriod: 345600",
        "queues_keep_what_failed",
    ),
    # alarms and dashboard
    Mutation(
        "a misspelled metric",
        "MetricName: RunCompleted",
        "MetricName: RunsCompleted",
        "alarms_watch_what_is_written",
    ),
    Mutation(
        "a dimension that nobody writes",
        "- { Name: check, Value: odb }",
        "- { Name: Check, Value: odb }",
        "alarms_watch_what_is_written",
    ),
    Mutation(
        "another namespace", "Namespace: Rollcall\n", "Namespace: RollCall\n", "alarms_watch_what_is_written"
    ),
    Mutation("an alarm that tells nobody", "      AlarmActions: [!Ref Health]\n", "", "alarms_tell_somebody"),
    Mutation(
        "silence that is taken for health",
        "TreatMissingData: breaching",
        "TreatMissingData: notBreaching",
        "silence_is_treated_right",
    ),
    Mutation(
        "a missing run that is noticed late",
        "EvaluationPeriods: 2\n      ComparisonOperator: LessThanThreshold",
        "EvaluationPeriods: 3\n      ComparisonOperator: LessThanThreshold",
        "a_missing_run_is_noticed_after_two_intervals",
    ),
    Mutation(
        "a queue that nobody watches",
        "QueueName, Value: !GetAtt MissedRuns.QueueName",
        "QueueName, Value: !GetAtt FailedRuns.QueueName",
        "everything_is_watched",
    ),
    Mutation(
        "a late alert that is noticed late",
        "      Threshold: 900\n",
        "      Threshold: 9000\n",
        "a_late_alert_is_noticed_after_15_minutes",
    ),
    Mutation(
        "a misspelled metric on the dashboard",
        r"MetricName=\"NonCompliant\"",
        r"MetricName=\"Noncompliant\"",
        "the_dashboard_shows_what_is_written",
    ),
    # the rest
    Mutation("a parameter that takes anything", "    MaxLength: 3000\n", "", "parameters_say_what_they_take"),
    Mutation("an output that is gone", "  DashboardUrl:\n", "  Dashboard:\n", "outputs_say_what_they_are"),
    Mutation(
        "a parameter that no page explains",
        "  LogLevel:\n",
        "  Verbosity: { Type: String }\n  LogLevel:\n",
        "the_page_explains_parameters_and_alarms",
    ),
    Mutation(
        "a resource without tags",
        "Tags: [{ Key: Application, Value: rollcall }]",
        "Tags: []",
        "everything_is_tagged",
    ),
    Mutation(
        "a type that does not exist",
        "Type: AWS::Scheduler::ScheduleGroup",
        "Type: AWS::Scheduler::Group",
        "cfn-lint",
    ),
    Mutation("a reference to nothing", "LogGroup: !Ref OdbLogs", "LogGroup: !Ref OdbLog", "cfn-lint"),
    Mutation("a key that is not rotated", "      EnableKeyRotation: true\n", "", "checkov"),
    Mutation(
        "a role that hands itself on", "Action: lambda:InvokeFunction", "Action: iam:PassRole", "parliament"
    ),
]
