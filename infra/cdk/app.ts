/**
 * `npx cdk deploy`: one stack, in the account and Region of your profile.
 *
 * `--context functions=FOLDER` takes the built functions from elsewhere than target/lambda.
 */

import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledge } from "./nag.js";
import { Rollcall } from "./rollcall.js";

const app = new App();
const stack = new Rollcall(app, "rollcall", { functions: app.node.tryGetContext("functions") });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
acknowledge(stack);
