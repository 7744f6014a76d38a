// The sample application's image: the Docker lines that build and push it, printed or carried out.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LabError } from '../errors.js';
import { type Architecture, SAMPLE_IMAGE } from '../generator/index.js';
import { PACKAGE_ROOT } from '../package-root.js';

const ECR = /^(\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com)\//;
const ECR_PUBLIC = 'public.ecr.aws';

export interface ImageLines {
  readonly build: readonly string[];
  readonly push: readonly string[];
  /** What must have been done before a push, as a shell line; absent: nothing that can be told from the name. */
  readonly signIn?: string;
}

/**
 * @param image registry, name and tag. Throws INVALID_CONFIG for a name that no registry can hold.
 * @param architecture of the instances, whatever this computer has
 */
export function imageLines(image: string, architecture: Architecture): ImageLines {
  requirePushable(image);
  const signIn = signInFor(image);
  return {
    build: ['build', '--platform', `linux/${architecture}`, '--tag', image, join(PACKAGE_ROOT, 'django-sample')],
    push: ['push', image],
    ...(signIn === undefined ? {} : { signIn }),
  };
}

function signInFor(image: string): string | undefined {
  const [, registry, region] = image.match(ECR) ?? [];
  const into = (host: string): string => `docker login --username AWS --password-stdin ${host}`;
  if (registry !== undefined) return `aws ecr get-login-password --region ${region} | ${into(registry)}`;
  // Its sign-in is in one region only, wherever the stack stands.
  if (!image.startsWith(`${ECR_PUBLIC}/`)) return undefined;
  return `aws ecr-public get-login-password --region us-east-1 | ${into(ECR_PUBLIC)}`;
}

function requirePushable(image: string): void {
  if (image !== SAMPLE_IMAGE && /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)+:[\w.-]+$/.test(image)) return;
  const what = image === SAMPLE_IMAGE ? `${image} is only the sandbox’s name for the sample` : `"${image}" is no image`;
  throw new LabError('INVALID_CONFIG', `${what}: a registry is needed, a name and a tag.`, {
    suggestions: [
      'The instances pull without a password, so from a public place: ha-lab image build --image public.ecr.aws/<alias>/django-sample:1',
      'Or write the name into ha-lab.json (app.image), and leave --image out',
    ],
    exitCode: 2,
  });
}

/** As it can be typed. */
export const shellLine = (words: readonly string[]): string =>
  ['docker', ...words].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');

/** Runs Docker with its output on our stderr. Throws ENVIRONMENT when it is missing or fails. */
export async function runDocker(words: readonly string[], advice: readonly string[]): Promise<void> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const child = spawn('docker', [...words], { stdio: ['inherit', process.stderr, process.stderr] });
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'docker is not on the PATH' : error.message),
    );
    child.once('close', (code) => resolve(code === 0 ? undefined : `it ended with ${code}`));
  });
  if (problem === undefined) return;
  throw new LabError('ENVIRONMENT', `${shellLine(words)}: ${problem}.`, {
    suggestions: [...advice, 'Only see the lines, to run them elsewhere: --print'],
    exitCode: 5,
  });
}
