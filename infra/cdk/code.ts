/** Where the code of the functions comes from: built on this machine, or packaged in a bucket. */

import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import type { Construct } from "constructs";

/** Functions that `infra/package` has packed: s3://<bucket>/<key>/<function>-<architecture>.zip. */
export interface Artifacts {
  readonly bucket: string;
  readonly key: string;
}

/** Lambda's name of an architecture -> e_machine in the ELF header. */
const MACHINES: Record<string, number> = { arm64: 183, x86_64: 62 };
const HEADER_BYTES = 20;

/** The code of a function in the bucket that was named. */
export function packaged({ bucket, key }: Artifacts, binary: string, architecture: string): Artifacts {
  return { bucket, key: `${key.replace(/\/+$/, "")}/${binary}-${architecture}.zip` };
}

/** The code of a function that was built here: CDK uploads it when it deploys. */
export function built(scope: Construct, folder: string, binary: string, architecture: string): Artifacts {
  check(join(folder, binary, "bootstrap"), architecture);
  const asset = new Asset(scope, `Code-${binary}`, { path: join(folder, binary) });
  return { bucket: asset.s3BucketName, key: asset.s3ObjectKey };
}

/** A binary for another architecture would be deployed without an error, and every run of it fail. */
function check(path: string, architecture: string): void {
  const build = `build it with "infra/package ${architecture}"`;
  if (!existsSync(path)) {
    throw new Error(`${path} does not exist: ${build}, or name artifacts that were packaged elsewhere`);
  }
  const found = architectureOf(header(path));
  if (found === architecture) return;
  const what = found ? `an executable for ${found}` : "no executable that Lambda can run";
  const choose = found ? `, or choose the parameter Architecture=${found}` : "";
  throw new Error(`${path} is ${what}, and one for ${architecture} is wanted: ${build}${choose}`);
}

function header(path: string): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, "r");
  readSync(file, bytes);
  closeSync(file);
  return bytes;
}

/** Of a 64-bit, little-endian ELF executable (type EXEC or DYN). */
function architectureOf(header: Buffer): string | undefined {
  const elf = header.toString("latin1", 0, 6) === "\x7fELF\x02\x01";
  if (!elf || ![2, 3].includes(header.readUInt16LE(16))) return undefined;
  return Object.keys(MACHINES).find((name) => MACHINES[name] === header.readUInt16LE(18));
}
