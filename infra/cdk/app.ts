/**
 * `npx cdk deploy`: one stack, in the account and Region of your profile.
 *
 * `--context functions=FOLDER` takes the built functions from elsewhere than target/package,
 * `--context artifacts=BUCKET/KEY` the packaged ones from a bucket; both are for arm64, or what
 * `--context architecture=x86_64` says.
 */

import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { Artifacts } from "./code.js";
import { acknowledge } from "./nag.js";
import { Rollcall } from "./rollcall.js";

const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name);
const architecture = context("architecture");
const stack = new Rollcall(app, "rollcall", {
  functions: context("functions"),
  artifacts: artifacts(context("artifacts")),
  parameters: architecture ? { Architecture: architecture } : {},
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
acknowledge(stack);

function artifacts(place?: string): Artifacts | undefined {
  if (!place) return undefined;
  const [, bucket, key] = place.match(/^([^/:]+)\/(.+)$/) ?? [];
  if (!bucket || !key) throw new Error(`the context "artifacts" is BUCKET/KEY, and not "${place}"`);
  return { bucket, key };
}
