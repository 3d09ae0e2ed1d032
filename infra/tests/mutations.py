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
        "Resource: !If [NewTopic, !Ref Alerts, !Ref ExistingTopicArn]",
        'Resource: "*"',
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
        "[InVpc, [!Ref Network],",
        "[InVpc, [!Ref Network, arn:aws:iam::aws:policy/AdministratorAccess],",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a transaction whose items are allowed apart",
        '["STATE#*", "HISTORY#*", "OUTBOX#*"]',
        '["STATE#*", "HISTORY#*"]',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a transaction that is denied where AWS sets no key",
        "                  ForAllValues:StringLike:\n",
        '                  "Null": { dynamodb:LeadingKeys: "false" }\n'
        "                  ForAllValues:StringLike:\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a courier that cannot count subscriptions",
        "[sns:GetTopicAttributes, sns:Publish]",
        "sns:Publish",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "code that may attach to the network",
        "            Effect: Deny\n            Action: ec2:*\n",
        "            Effect: Deny\n            Action: ec2:CreateNetworkInterface\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a key that is used around its services",
        "                          - !Sub sqs.${AWS::Region}.amazonaws.com*\n",
        '                          - "*"\n',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a role without its boundary",
        "      PermissionsBoundary: !If [BoundaryGiven, !Ref PermissionsBoundaryArn, !Ref AWS::NoValue]\n",
        "",
        "roles_are_where_and_bounded_as_asked",
    ),
    Mutation(
        "a role outside its path",
        "      Path: !Ref RolePath\n",
        "",
        "roles_are_where_and_bounded_as_asked",
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
        "        - { SSEEnabled: true } #",
        "        - { SSEEnabled: false } #",
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
    Mutation(
        "a table under a key that was meant for topics",
        "OwnKeyForTable: !Equals [!Ref TableKey, own]",
        'OwnKeyForTable: !Not [!Equals [!Ref KmsKeyArn, ""]]',
        "the_table_takes_a_key_if_asked",
    ),
    # names and order
    Mutation(
        "a function whose name is too long under a long stack name",
        "      Description: Sends the alerts that the observer has stored\n",
        "      FunctionName: !Sub ${AWS::StackName}-courier\n",
        "names_fit_every_stack_name",
    ),
    Mutation(
        "a queue whose name is too long under a long stack name",
        "      MessageRetentionPeriod: 1209600\n",
        "      MessageRetentionPeriod: 1209600\n      QueueName: !Sub ${AWS::StackName}-missed-runs\n",
        "names_fit_every_stack_name",
    ),
    Mutation(
        "an ARN of the commercial Regions",
        "arn:${AWS::Partition}:cloudwatch:",
        "arn:aws:cloudwatch:",
        "arns_and_links_are_of_the_partition",
    ),
    Mutation(
        "a link to another console",
        "console.amazonaws.cn",
        "console.aws.amazon.com",
        "arns_and_links_are_of_the_partition",
    ),
    Mutation(
        "a table that a failed deployment leaves behind",
        "      - ObserverRunMissing\n",
        "",
        "the_table_is_made_last_but_for_the_schedules",
    ),
    Mutation(
        "a topic's policy that fails after the table is made",
        '        - !If [NewTopic, !Ref AlertsPolicy, ""]\n',
        "",
        "the_table_is_made_last_but_for_the_schedules",
    ),
    Mutation(
        "a schedule that runs before there is a table",
        '    Metadata: { After: !If [NewTable, !Ref Table, ""] }\n',
        "",
        "the_table_is_made_last_but_for_the_schedules",
    ),
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
        "CodeUri: ../target/package/courier",
        "CodeUri: ../target/package/observer",
        "every_function_is_built_from_its_binary",
    ),
    Mutation(
        "a build that infra/package has not checked",
        "    Metadata: { SkipBuild: true }",
        "    Metadata: { BuildMethod: rust-cargolambda }",
        "every_function_is_built_from_its_binary",
    ),
    Mutation(
        "no destination of failed runs",
        "OnFailure: { Destination: !GetAtt FailedRuns.Arn }",
        "OnFailure: { Destination: !GetAtt MissedRuns.Arn }",
        "failures_are_kept",
    ),
    Mutation(
        "a courier that runs late beside the next one",
        "      MaximumRetryAttempts: 0\n",
        "      MaximumRetryAttempts: 2\n",
        "failures_are_kept",
    ),
    Mutation(
        "concurrency that a new account does not have",
        "  ReservedConcurrency:\n    Type: Number\n    Default: 0\n",
        "  ReservedConcurrency:\n    Type: Number\n    Default: 2\n",
        "functions_are_bounded",
    ),
    Mutation(
        "a function in other subnets",
        '      - SubnetIds: !Split [",", !Ref VpcSubnetIds]\n',
        '      - SubnetIds: !Split [",", !Ref VpcSecurityGroupIds]\n',
        "functions_run_in_the_vpc_if_asked",
    ),
    Mutation(
        "a courier that may take longer than its lease",
        "      Timeout: 60 # the lease counts on it\n",
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
    # messages
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
    Mutation(
        "a topic that alarms cannot publish to",
        "KmsMasterKeyId: !If [OwnKey, !Ref KmsKeyArn, !Ref AWS::NoValue]",
        "KmsMasterKeyId: !If [OwnKey, !Ref KmsKeyArn, alias/aws/sns]",
        "everything_is_encrypted_as_asked",
    ),
    Mutation(
        "logs that a key was not given to",
        "      KmsKeyId: !If [OwnKey, !Ref KmsKeyArn, !Ref AWS::NoValue]\n",
        "",
        "everything_is_encrypted_as_asked",
    ),
    Mutation(
        "a queue without encryption",
        "      SqsManagedSseEnabled: !If [OwnKey, false, true]\n",
        "",
        "everything_is_encrypted_as_asked",
    ),
    Mutation(
        "a topic that can be subscribed to without TLS",
        "              StringEquals: { sns:Protocol: http }\n",
        "              StringEquals: { sns:Protocol: https }\n",
        "topics_are_restricted",
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
        "alarms_go_off_in_time",
    ),
    Mutation(
        "an alarm and an all-clear an hour",
        "      EvaluationPeriods: 24 # one alarm a day for a mailbox that refuses each message\n",
        "      EvaluationPeriods: 1\n",
        "alarms_go_off_in_time",
    ),
    Mutation(
        "subscriptions that nobody watches",
        "      MetricName: SubscriptionsMissing\n",
        "      MetricName: AlertsPending\n",
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
    Mutation(
        "a search that matches parts of names",
        r"function=\"${ObserverFunction}\"",
        r"function=${ObserverFunction}",
        "the_dashboard_shows_what_is_written",
    ),
    Mutation(
        "a dashboard that opens on three hours",
        '            "start": "-P7D",\n',
        "",
        "the_dashboard_opens_on_a_week",
    ),
    # the rest
    Mutation("a parameter that takes anything", "    MaxLength: 3000\n", "", "parameters_say_what_they_take"),
    Mutation(
        "an output that is gone", "  HealthTopicArn:\n", "  HealthTopic:\n", "outputs_say_what_they_are"
    ),
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
    Mutation(
        "a type that does not exist in every Region",
        "  Schedules:\n    Type: AWS::Scheduler::ScheduleGroup\n",
        "  Slack:\n    Type: AWS::Chatbot::SlackChannelConfiguration\n    Properties:\n"
        "      ConfigurationName: rollcall\n      SlackWorkspaceId: T012ABCDEFG\n"
        "      SlackChannelId: C012ABCDEFG\n      IamRoleArn: !GetAtt ObserverRole.Arn\n"
        "  Schedules:\n    Type: AWS::Scheduler::ScheduleGroup\n",
        "cfn-lint",
    ),
    Mutation(
        "a table that cannot be restored",
        "{ PointInTimeRecoveryEnabled: true }",
        "{ PointInTimeRecoveryEnabled: false }",
        "checkov",
    ),
    Mutation("a reference to nothing", "LogGroup: !Ref CourierLogs", "LogGroup: !Ref CourierLog", "cfn-lint"),
    Mutation(
        "a role that hands itself on", "Action: lambda:InvokeFunction", "Action: iam:PassRole", "parliament"
    ),
]
