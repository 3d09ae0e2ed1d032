/** Rollcall as a CDK stack. All that is deployed stands in ../template.yaml; here is only its code. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Stack, type StackProps } from "aws-cdk-lib";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { CfnFunction } from "aws-cdk-lib/aws-sam";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import type { Construct } from "constructs";

export interface RollcallProps extends StackProps {
  /** The folder with <function>/bootstrap: by default where `cargo lambda build --release` writes. */
  readonly functions?: string;
  /** Values for the template's parameters; those left out can be given when it is deployed. */
  readonly parameters?: Record<string, string>;
}

const ROOT = join(import.meta.dirname, "..", "..");

/** The prefix of a function's resources in the template -> its binary. */
export const FUNCTIONS = { Observer: "observer", Courier: "courier" };

export class Rollcall extends Stack {
  /** The template: `getResource` gives what it declares. */
  readonly template: CfnInclude;

  constructor(scope: Construct, id: string, props: RollcallProps = {}) {
    super(scope, id, props);
    this.template = new CfnInclude(this, "Template", {
      templateFile: join(ROOT, "infra", "template.yaml"),
      parameters: props.parameters,
    });
    const built = props.functions ?? join(ROOT, "target", "lambda");
    for (const [prefix, binary] of Object.entries(FUNCTIONS)) {
      const code = this.code(binary, join(built, binary));
      const lambda = this.template.getResource(`${prefix}Function`) as CfnFunction;
      lambda.codeUri = { bucket: code.s3BucketName, key: code.s3ObjectKey };
    }
  }

  private code(binary: string, folder: string): Asset {
    if (!existsSync(join(folder, "bootstrap"))) {
      throw new Error(`${folder} has no bootstrap: run "cargo lambda build --release --arm64" first`);
    }
    return new Asset(this, `Code-${binary}`, { path: folder });
  }
}
