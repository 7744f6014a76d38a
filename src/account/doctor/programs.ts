// Programs of the machine: asked for their version, with patience and without a shell.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LabError } from '../../errors.js';
import { findMirrors, findTerraform, mirroredVersions } from '../../terraform/index.js';
import type { Check, Environment } from './check.js';

const PATIENCE_MS = 8_000;

interface Program {
  readonly name: string;
  readonly words: readonly string[];
  readonly forWhat: string;
  readonly todo: string;
  /** Answers with an error although it is there: what to do then. */
  readonly unwell?: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'docker',
    words: ['version', '--format', '{{.Server.Version}}'],
    forWhat: 'the sample’s image for AWS (ha-lab image build)',
    todo: 'Install Docker: https://docs.docker.com/engine/install/',
    unwell: 'Docker is installed and does not answer: start it, or join its group; docker version says more',
  },
  {
    name: 'python3',
    words: ['--version'],
    forWhat: 'real machines (sandbox serve --fleet local)',
    todo: 'Install Python 3.10 or newer',
  },
  {
    name: 'aws',
    words: ['--version'],
    forWhat: 'the aws commands that ha-lab prints',
    todo: 'Install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  },
  {
    name: 'k6',
    words: ['version'],
    forWhat: 'load on a real address (load --export k6)',
    todo: 'Install k6: https://grafana.com/docs/k6/latest/set-up/install-k6/',
  },
];

export function programChecks(env: Environment): Promise<readonly Check[]> {
  return Promise.all(PROGRAMS.map((program) => programCheck(program, env)));
}

async function programCheck({ name, words, forWhat, todo, unwell }: Program, env: Environment): Promise<Check> {
  try {
    const { stdout, stderr } = await promisify(execFile)(name, [...words], {
      timeout: PATIENCE_MS,
      env: { ...env },
    });
    const [said = ''] = `${stdout}${stderr}`.trim().split('\n');
    return { name, state: 'ok', said, forWhat };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return { name, state: 'absent', said: 'not on the PATH', forWhat, todo };
    }
    const { stderr = '', message = '' } = error as Partial<{ stderr: string; message: string }>;
    const [said = ''] = (stderr.trim() === '' ? message : stderr).trim().split('\n');
    return { name, state: 'absent', said, forWhat, todo: unwell ?? todo };
  }
}

const FOR_TERRAFORM = 'deploy --target aws, and --engine terraform';

/** The binary, and where its AWS provider would come from. @param folder of a project, or the current one */
export async function terraformChecks(env: Environment, folder: string): Promise<readonly Check[]> {
  try {
    const { product, version, file } = await findTerraform(env);
    const host = product === 'tofu' ? 'registry.opentofu.org' : 'registry.terraform.io';
    return [
      { name: 'terraform', state: 'ok', said: `${product} ${version}, ${file}`, forWhat: FOR_TERRAFORM },
      providerCheck(env, folder, host),
    ];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const [todo] = error.suggestions;
    const check: Check = { name: 'terraform', state: 'absent', said: error.message, forWhat: FOR_TERRAFORM };
    return [todo === undefined ? check : { ...check, todo }];
  }
}

function providerCheck(env: Environment, folder: string, host: string): Check {
  const mirrors = findMirrors(folder, env);
  const [newest] = mirroredVersions(mirrors, `${host}/hashicorp/aws`);
  const named = { name: 'provider', forWhat: FOR_TERRAFORM };
  if (newest !== undefined)
    return { ...named, state: 'ok', said: `hashicorp/aws ${newest} from a mirror on this machine` };
  if (mirrors.registry === 'never') {
    const todo = `Put hashicorp/aws into ${mirrors.folders[0] ?? 'a mirror'}: terraform providers mirror <folder>`;
    return {
      ...named,
      state: 'problem',
      said: 'the CLI configuration forbids the registry, and no mirror has it',
      todo,
    };
  }
  const cache = env.TF_PLUGIN_CACHE_DIR;
  const kept = cache === undefined ? 'kept per project; TF_PLUGIN_CACHE_DIR would keep it once' : `kept in ${cache}`;
  return { ...named, state: 'ok', said: `comes from ${host} when first needed, ${kept}` };
}
