/** What cdk-nag and CDK's own validation find in the template, and why it is right as it is. */

import { Validations } from "aws-cdk-lib";
import { FUNCTIONS, type Rollcall } from "./rollcall.js";

const EXECUTIONS =
  "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<StateMachine.Name>*";
const DEAD_LETTER_QUEUES = ["MissedRuns", "FailedRuns", "UndeliveredMessages"];

export function acknowledge(stack: Rollcall): void {
  const found = (logicalId: string) => Validations.of(stack.template.getResource(logicalId));
  for (const queue of DEAD_LETTER_QUEUES) {
    found(queue).acknowledge({
      id: "AwsSolutions::AwsSolutions-SQS3",
      reason: "It is a dead-letter queue itself: of the schedules, the functions, the subscriptions.",
    });
  }
  for (const prefix of Object.keys(FUNCTIONS)) {
    found(`${prefix}Role`).acknowledge({
      id: "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
      reason: "The status actions and X-Ray's two take no resource.",
    });
    found(`${prefix}Role`).acknowledge({
      id: "AwsSolutions::AwsSolutions-IAM4",
      reason: "The rule cannot read a choice. What may be chosen is the stack's own policy, Network.",
    });
  }
  found("Network").acknowledge({
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
    reason: "Lambda's interfaces have no names beforehand, and the functions' code may not use them.",
  });
  found("StateMachineRole").acknowledge({
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
    reason: "The actions for the delivery of logs take no resource.",
  });
  found("StateMachinePolicy").acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${EXECUTIONS}]`,
    reason: "Executions have no names beforehand. They are the state machine's own.",
  });
  found("StateMachine").acknowledge({
    id: "AwsSolutions::AwsSolutions-SF1",
    reason: "Errors are enough. All events would repeat the functions' own logs, at every unit of every run.",
  });
  found("StateMachine").acknowledge({
    id: "AwsSolutions::AwsSolutions-SF2",
    reason: "The rule cannot read a choice, and Tracing is one.",
  });
  Validations.of(stack).acknowledge({
    id: "CloudFormation-Validate::W1030",
    reason: "Empty defaults stand for 'not wanted': conditions keep them out of every property.",
  });
}
