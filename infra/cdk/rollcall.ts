/** Rollcall as a CDK stack. All that is deployed stands in ../template.yaml; here is only its code. */

import { join } from "node:path";
import { Stack, type StackProps } from "aws-cdk-lib";
import { CfnFunction } from "aws-cdk-lib/aws-sam";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import type { Construct } from "constructs";
import { type Artifacts, built, packaged } from "./code.js";

export interface RollcallProps extends StackProps {
  /** The folder with <function>/bootstrap: by default where `infra/package` builds. */
  readonly functions?: string;
  /** Instead of a folder: functions that were packaged elsewhere, in a bucket of the stack's Region. */
  readonly artifacts?: Artifacts;
  /**
   * Values for the template's parameters. Those left out can be given when it is deployed, except
   * Architecture: it is arm64 then.
   */
  readonly parameters?: Record<string, string>;
}

const ROOT = join(import.meta.dirname, "..", "..");

/** The prefix of a function's resources in the template -> its binary. */
export const FUNCTIONS = { Observer: "observer", Courier: "courier", Planner: "planner" };

export class Rollcall extends Stack {
  /** The template: `getResource` gives what it declares. */
  readonly template: CfnInclude;

  constructor(scope: Construct, id: string, props: RollcallProps = {}) {
    super(scope, id, props);
    if (props.functions && props.artifacts) {
      throw new Error("functions and artifacts both say where the functions are: give one of the two");
    }
    // Fixed with the code, so that a deployment cannot choose one that the code is not built for.
    const parameters = { Architecture: "arm64", ...props.parameters };
    this.template = new CfnInclude(this, "Template", {
      templateFile: join(ROOT, "infra", "template.yaml"),
      parameters,
    });
    const folder = props.functions ?? join(ROOT, "target", "package");
    for (const [prefix, binary] of Object.entries(FUNCTIONS)) {
      const lambda = this.template.getResource(`${prefix}Function`) as CfnFunction;
      lambda.codeUri = props.artifacts
        ? packaged(props.artifacts, binary, parameters.Architecture)
        : built(this, folder, binary, parameters.Architecture);
    }
  }
}
