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
        "                      - OUTBOX#*\n",
        "                      - OUTBOX#*\n                      - SETTINGS\n",
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
        "                      - OUTBOX#*\n",
        "",
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
        "ROLLCALL_POLICY: !If",
        "ROLLCALL_POLCY: !If",
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
    # an organization
    Mutation(
        "an observer that takes every role",
        "role/${MemberRole}",
        "role/*",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "an observer that takes roles outside the organization",
        "StringEquals: { aws:ResourceOrgID: !Ref OrganizationId }",
        "StringEquals: { aws:ResourceTag/Application: rollcall }",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "an observer of one account that takes roles",
        "                  - Organization\n                  - Sid: TakeTheMemberRole\n",
        "                  - NewTable\n                  - Sid: TakeTheMemberRole\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a ledger that one account's observer writes",
        "- !If [Organization, LEDGER, !Ref AWS::NoValue]",
        "- LEDGER",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a planner that writes the policy",
        '"OUTBOX#*", "ACCOUNT#*", LEDGER]',
        '"OUTBOX#*", "ACCOUNT#*", LEDGER, SETTINGS]',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a planner that closes accounts",
        "- organizations:ListAccounts\n",
        "- organizations:CloseAccount\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a planner that has the organization's calls beside the management role",
        "                  - ManagementRoleGiven\n",
        "                  - Traced\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a state machine that may not start its units",
        "            Action: states:StartExecution\n            Resource: !Ref StateMachine\n",
        "            Action: states:StartSyncExecution\n            Resource: !Ref StateMachine\n",
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a state machine that runs any function",
        "Resource: [!GetAtt PlannerFunction.Arn, !GetAtt ObserverFunction.Arn]",
        'Resource: "*"',
        "roles_have_their_list_and_no_more",
    ),
    Mutation(
        "a role for the state machines of anybody",
        "              StringEquals: { aws:SourceAccount: !Ref AWS::AccountId }\n              ArnLike:\n"
        "                aws:SourceArn: !Sub arn:${AWS::Partition}:states:",
        "              ArnLike:\n                aws:SourceArn: !Sub arn:${AWS::Partition}:states:",
        "roles_are_taken_by_their_service_only",
    ),
    Mutation(
        "a planner without an organization",
        "  PlannerFunction:\n    Type: AWS::Serverless::Function\n    Condition: Organization\n",
        "  PlannerFunction:\n    Type: AWS::Serverless::Function\n",
        "every_function_is_built_from_its_binary",
    ),
    Mutation(
        "an external id in the stack of one account",
        'ROLLCALL_EXTERNAL_ID: !If [Organization, !Ref ExternalId, ""]',
        "ROLLCALL_EXTERNAL_ID: !Ref ExternalId",
        "one_account_has_nothing_of_an_organization",
    ),
    Mutation(
        "a unit that has the memory of one account",
        "      MemorySize: !If [Organization, 512, !Ref MemorySize] # a unit has some 500 targets\n",
        "",
        "an_organizations_functions_have_their_size",
    ),
    Mutation(
        "an organization whose roles anybody's hub may ask for",
        'Assert: !Not [!Equals [!Ref ExternalId, ""]]',
        'Assert: !Not [!Equals [!Ref MemberRole, ""]]',
        "an_organization_needs_an_external_id",
    ),
    Mutation(
        "an organization that is watched as one account",
        "Arn: !If [Organization, !Ref StateMachine, !GetAtt ObserverFunction.Arn]",
        "Arn: !GetAtt ObserverFunction.Arn",
        "every_function_is_scheduled",
    ),
    Mutation(
        "a state machine that runs before it may start its units",
        '        - !If [Organization, !Ref StateMachinePolicy, ""]\n    Properties:\n      GroupName',
        "    Properties:\n      GroupName",
        "the_table_is_made_last_but_for_the_schedules",
    ),
    Mutation(
        "a run that nobody reconciles",
        '                "Next": "Reconcile"\n',
        '                "End": true\n',
        "the_steps_are_plan_units_reconcile",
    ),
    Mutation(
        "a reconciliation of no run",
        '"run.$": "$.run"',
        '"run": "$.run"',
        "steps_run_their_function_with_an_event_that_is_tried",
    ),
    Mutation(
        "an event that the observer refuses",
        '"Payload": {"unit.$": "$"}',
        '"Payload": {"units.$": "$"}',
        "steps_run_their_function_with_an_event_that_is_tried",
    ),
    Mutation(
        "a unit that stops the others",
        '"ToleratedFailurePercentage": 100,',
        '"ToleratedFailurePercentage": 5,',
        "a_unit_that_fails_stops_no_other",
    ),
    Mutation(
        "ten thousand observers at once",
        '                "MaxConcurrency": 4,\n',
        "",
        "a_unit_that_fails_stops_no_other",
    ),
    Mutation(
        "answers that the state machine carries on",
        '                "ResultPath": null,\n',
        "",
        "a_unit_that_fails_stops_no_other",
    ),
    Mutation(
        "units that run out after five minutes",
        '"ExecutionType": "STANDARD"',
        '"ExecutionType": "EXPRESS"',
        "a_unit_that_fails_stops_no_other",
    ),
    Mutation(
        "answers of units that are handed on",
        '                      "OutputPath": null,\n',
        '                      "OutputPath": "$.Payload",\n',
        "steps_hand_on_no_more_than_they_must",
    ),
    Mutation(
        "units that come back at the same time",
        '"JitterStrategy": "FULL"',
        '"JitterStrategy": "NONE"',
        "steps_are_tried_again_with_jitter",
    ),
    Mutation(
        "an event that is refused five times",
        '"Rollcall.InvalidPolicy"], "MaxAttempts": 0}',
        '"Rollcall.InvalidPolicy"], "MaxAttempts": 4}',
        "steps_are_tried_again_with_jitter",
    ),
    Mutation(
        "a wait that doubles without an end",
        '"MaxDelaySeconds": 300, ',
        "",
        "steps_are_tried_again_with_jitter",
    ),
    Mutation(
        "a step that ends before its function",
        '"TimeoutSeconds": 930,',
        '"TimeoutSeconds": 60,',
        "no_step_waits_for_ever",
    ),
    Mutation(
        "an execution that never ends",
        '            "TimeoutSeconds": 14400,\n',
        "",
        "no_step_waits_for_ever",
    ),
    Mutation(
        "account ids in the log of executions",
        "IncludeExecutionData: false",
        "IncludeExecutionData: true",
        "executions_are_logged_without_their_data",
    ),
    Mutation(
        "executions that fail unseen",
        "              MetricName: ExecutionsTimedOut\n",
        "              MetricName: ExecutionsSucceeded\n",
        "everything_is_watched",
    ),
    Mutation(
        "executions that are stopped unseen",
        '"SUM([failed, timedout, aborted])"',
        '"SUM([failed, timedout])"',
        "alarms_of_several_metrics_watch_their_sum",
    ),
    Mutation(
        "an organization of nothing that is a run missing",
        "      Statistic: SampleCount\n",
        "      Statistic: Sum\n",
        "a_missing_run_is_noticed_after_two_intervals",
    ),
    # the definition, as its validators read it
    Mutation("a step that goes nowhere", '"Next": "Units"', '"Next": "Unit"', "statelint"),
    Mutation(
        "a jitter that does not exist", '"JitterStrategy": "FULL"', '"JitterStrategy": "SOME"', "statelint"
    ),
    Mutation("a wait of no time", '"IntervalSeconds": 10', '"IntervalSeconds": 0', "statelint"),
    Mutation(
        "waits that become shorter",
        '"BackoffRate": 3.0',
        '"BackoffRate": 0.5',
        "statelint",
    ),
    Mutation("a payload that names no path", '"run.$": "$.run"', '"run.$": "run"', "statelint"),
    Mutation("a mode that does not exist", '"Mode": "DISTRIBUTED"', '"Mode": "DISTRIBUTE"', "asl-validator"),
    Mutation(
        "a distributed map without a type of execution",
        '{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}',
        '{"Mode": "DISTRIBUTED"}',
        "asl-validator",
    ),
    Mutation(
        "a path that is broken off",
        '"OutputPath": "$.Payload"',
        '"OutputPath": "$.Payload["',
        "asl-validator",
    ),
    Mutation(
        "a step that runs nothing",
        '                "Resource": "${Invoke}",\n',
        "",
        "asl-validator",
    ),
    Mutation(
        "a misspelled field of a state",
        '"MaxConcurrency": 4',
        '"MaxConcurency": 4',
        "asl-validator",
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
