// Finds Terraform or OpenTofu the way a shell does: on the PATH, or by the name that cdktf's own variable gives.

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../errors.js';
import { compareVersions } from './versions.js';

export type Product = 'terraform' | 'tofu';

export interface TerraformBinary {
  /** Absolute path. */
  readonly file: string;
  readonly product: Product;
  readonly version: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** In this order: somebody with both has chosen Terraform first for as long as both exist. */
const PRODUCTS: readonly Product[] = ['terraform', 'tofu'];
/** What cdktf's output and the `-json` streams need; OpenTofu begins at 1.6 and has them all. */
const OLDEST = '1.2.0';
const PATIENCE_MS = 20_000;

/** Throws ENVIRONMENT: none is there, or it does not run, or it is too old. */
export async function findTerraform(env: Environment = process.env): Promise<TerraformBinary> {
  const named = env.TERRAFORM_BINARY_NAME;
  const names = named === undefined || named === '' ? PRODUCTS : [named];
  const file = names.flatMap((name) => onPath(name, env)).at(0);
  if (file === undefined) throw notFound(names, named);
  const answer = await versionOf(file, env);
  if (compareVersions(answer.version, OLDEST) < 0) throw tooOld(file, answer.version);
  return { file, ...answer };
}

function onPath(name: string, env: Environment): readonly string[] {
  const suffixes = process.platform === 'win32' ? ['.exe', ''] : [''];
  const folders = isAbsolute(name) ? [''] : (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => suffixes.map((suffix) => join(folder, `${name}${suffix}`))).filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Both call the member `terraform_version`; the word before the number in the text tells them apart. */
async function versionOf(file: string, env: Environment): Promise<Omit<TerraformBinary, 'file'>> {
  const options = { env: { ...env, CHECKPOINT_DISABLE: '1' }, timeout: PATIENCE_MS };
  try {
    const { stdout } = await promisify(execFile)(file, ['version'], options);
    const found = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(stdout);
    if (found?.[2] === undefined) throw new Error(`it answers: ${stdout.split('\n')[0] ?? ''}`);
    return { product: found[1] === 'OpenTofu' ? 'tofu' : 'terraform', version: found[2] };
  } catch (error) {
    throw new LabError('ENVIRONMENT', `${file} does not tell its version: ${messageOf(error)}`, {
      suggestions: [`Try it yourself: ${file} version`, 'Without Terraform: ha-lab deploy --engine applier'],
      exitCode: 5,
    });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

function notFound(names: readonly string[], named: string | undefined): LabError {
  const why = named === undefined || named === '' ? '' : ' (TERRAFORM_BINARY_NAME says which)';
  return new LabError('ENVIRONMENT', `There is no ${names.join(' or ')} on the PATH${why}.`, {
    suggestions: [
      'Install one: https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install',
      'The sandbox needs neither: ha-lab deploy --engine applier',
    ],
    exitCode: 5,
  });
}

function tooOld(file: string, version: string): LabError {
  return new LabError('ENVIRONMENT', `${file} is version ${version}; ${OLDEST} is the oldest that is understood.`, {
    suggestions: [
      'Install a newer one: https://developer.hashicorp.com/terraform/install',
      'The sandbox needs none: ha-lab deploy --engine applier',
    ],
    exitCode: 5,
  });
}
