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
        "- odb:GetOciOnboardingStatus",
        "- odb:*",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a check without its status action",
        "                  - iotfleetwise:GetRegisterAccountStatus\n",
        "",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a misspelled action",
        "- odb:GetOciOnboardingStatus",
        "- odb:GetOciOnbordingStatus",
        "cfn-lint",
    ),
    Mutation(
        "every topic instead of one",
        "Action: sns:Publish\n                Resource: !Ref Alerts",
        'Action: sns:Publish\n                Resource: "*"',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "an observer that writes the policy",
        '["STATE#*", "HISTORY#*", "OUTBOX#*"]',
        '["STATE#*", "HISTORY#*", "OUTBOX#*", SETTINGS]',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "the items of everything",
        '["HISTORY#*", "OUTBOX#*", ROUTE]',
        '["*"]',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "an observer that deletes",
        "Action: [dynamodb:PutItem, dynamodb:UpdateItem]\n",
        "Action: [dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem]\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "an observer that publishes",
        "              - Sid: WriteLogs\n",
        "              - { Sid: Publish, Effect: Allow, Action: sns:Publish, Resource: !Ref Alerts }\n"
        "              - Sid: WriteLogs\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "no permission to confirm an alert",
        "Action: [dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem]",
        "Action: [dynamodb:PutItem, dynamodb:UpdateItem]",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a managed policy on top",
        "      Description: What Rollcall's observer may do\n",
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
        "every_function_is_scheduled",
    ),
    Mutation(
        "a schedule that runs the other function",
        "        Arn: !GetAtt CourierFunction.Arn",
        "        Arn: !GetAtt ObserverFunction.Arn",
        "every_function_is_scheduled",
    ),
    Mutation(
        "a forgotten time zone",
        "      ScheduleExpressionTimezone: !Ref ScheduleTimezone\n",
        "      ScheduleExpressionTimezone: UTC\n",
        "the_observers_schedule_takes_the_parameters",
    ),
    Mutation(
        "a courier on the observer's schedule",
        "ScheduleExpression: rate(1 minute)",
        'ScheduleExpression: !Sub "rate(${IntervalMinutes} minutes)"',
        "the_courier_runs_every_minute",
    ),
    Mutation(
        "an event that no function takes",
        '"source": "aws.scheduler"',
        '"source": "rollcall"',
        "schedules_send_an_event_that_is_tried",
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
        "functions_are_given_what_they_read",
    ),
    Mutation(
        "Regions that do not reach the observer",
        "ROLLCALL_REGIONS: !Ref Regions",
        "ROLLCALL_REGIONS: !Ref AWS::Region",
        "functions_are_given_what_they_read",
    ),
    Mutation(
        "an observer that knows the topic",
        "          ROLLCALL_REGIONS: !Ref Regions\n",
        "          ROLLCALL_REGIONS: !Ref Regions\n          ROLLCALL_TOPIC_ARN: !Ref Alerts\n",
        "functions_are_given_what_they_read",
    ),
    Mutation(
        "the binary of the other function",
        "Binary: courier",
        "Binary: observer",
        "every_function_is_built_from_its_binary",
    ),
    Mutation(
        "a courier that may take longer than its lease",
        "      Timeout: 60\n",
        "      Timeout: !Ref TimeoutSeconds\n",
        "only_the_observers_timeout_is_a_choice",
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
        "only_the_courier_publishes_alerts",
    ),
    Mutation(
        "the observer publishes alerts",
        "                  - !GetAtt CourierRole.Arn\n",
        "                  - !GetAtt CourierRole.Arn\n                  - !GetAtt ObserverRole.Arn\n",
        "only_the_courier_publishes_alerts",
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
        "{ Name: function, Value: !Ref ObserverFunction }",
        "{ Name: check, Value: !Ref ObserverFunction }",
        "alarms_watch_what_is_written",
    ),
    Mutation(
        "a metric that the other function writes",
        "{ Name: function, Value: !Ref CourierFunction }",
        "{ Name: function, Value: !Ref ObserverFunction }",
        "alarms_watch_what_is_written",
    ),
    Mutation(
        "another namespace", "Namespace: Rollcall\n", "Namespace: RollCall\n", "alarms_watch_what_is_written"
    ),
    Mutation(
        "an alarm that notifies nobody", "      AlarmActions: [!Ref Health]\n", "", "alarms_notify_somebody"
    ),
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
        "the_couriers_alarms_go_off_in_time",
    ),
    Mutation(
        "a channel that is tried less often than its alarm counts",
        "      Period: 1200 ",
        "      Period: 600 ",
        "the_couriers_alarms_go_off_in_time",
    ),
    Mutation(
        "a function that nobody watches",
        "FunctionName, Value: !Ref CourierFunction",
        "FunctionName, Value: !Ref ObserverFunction",
        "everything_is_watched",
    ),
    Mutation(
        "a misspelled metric on the dashboard",
        r"MetricName=\"NonCompliant\"",
        r"MetricName=\"Noncompliant\"",
        "the_dashboard_shows_what_is_written",
    ),
    Mutation(
        "the metric of another function on the dashboard",
        '"CourierCompleted", "function", "${CourierFunction}"',
        '"CourierCompleted", "function", "${ObserverFunction}"',
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
    Mutation("a reference to nothing", "LogGroup: !Ref CourierLogs", "LogGroup: !Ref CourierLog", "cfn-lint"),
    Mutation("a key that is not rotated", "      EnableKeyRotation: true\n", "", "checkov"),
    Mutation(
        "a role that hands itself on", "Action: lambda:InvokeFunction", "Action: iam:PassRole", "parliament"
    ),
]
