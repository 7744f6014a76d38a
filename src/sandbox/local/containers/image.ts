// The image that the containers run: django-sample/, built once for each state of its files and each base image.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { LabError } from '../../../errors.js';
import { SAMPLE } from '../sample.js';
import { reasonOf } from './engine.js';

const NAME = 'ha-lab/django-sample';
/** Handed to the build from our own environment: pip in it may need them. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/** The image's name. Builds it if it is not there. Throws ENVIRONMENT with the engine's reason. @param base another base image than the Dockerfile's. */
export async function sampleImage(
  docker: Docker,
  base: string | undefined,
  say: (line: string) => void,
): Promise<string> {
  const files = filesOf(SAMPLE);
  const baseId = base === undefined ? '' : ((await idOf(docker, base)) ?? base);
  const tag = `${NAME}:${fingerprint(files, baseId)}`;
  if ((await idOf(docker, tag)) !== undefined) return tag;
  say(`Building the sample application’s image ${tag} (once) …`);
  const buildargs = {
    ...Object.fromEntries(PROXIES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    ...(base === undefined ? {} : { BASE_IMAGE: base }),
  };
  let step = '';
  try {
    const stream = await docker.buildImage({ context: SAMPLE, src: files }, { t: tag, buildargs, forcerm: true });
    await followBuild(docker, stream, (text) => {
      step = text;
      say(`  ${text}`);
    });
  } catch (error) {
    throw notBuilt(step, reasonOf(error), base);
  }
  return tag;
}

/** Paths below the folder, without what Python leaves there. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !/(^|\/)(__pycache__|\.venv)\//.test(name))
    .sort();
}

function fingerprint(files: readonly string[], base: string): string {
  const hash = createHash('sha256').update(base);
  for (const name of files) hash.update(`\0${name}\0`).update(readFileSync(join(SAMPLE, name)));
  return hash.digest('hex').slice(0, 12);
}

async function idOf(docker: Docker, image: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch {
    return undefined;
  }
}

interface BuildLine {
  readonly stream?: string;
  readonly error?: string;
}

/** Tells each step as it begins; rejects with the engine's words when one fails. */
function followBuild(docker: Docker, stream: NodeJS.ReadableStream, onStep: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onLine = ({ stream: text = '' }: BuildLine): void => {
      const [, step] = text.match(/^(Step \d+\/\d+ : .*)/) ?? [];
      if (step !== undefined) onStep(step);
    };
    const onEnd = (error: Error | null, lines: readonly BuildLine[] | null): void => {
      const failed = lines?.find((line) => line.error !== undefined)?.error;
      if (error === null && failed === undefined) resolve();
      else reject(error ?? new Error(failed));
    };
    docker.modem.followProgress(stream, onEnd, onLine);
  });
}

function notBuilt(step: string, reason: string, base: string | undefined): LabError {
  const pulling = step === '' || /: FROM /.test(step);
  const ownBase = 'A base image that the engine has, with Python, Django and gunicorn: --base-image NAME';
  const what =
    pulling && base !== undefined ? `its base image ${base} cannot be had` : `it stopped at “${step || 'the start'}”`;
  return new LabError('ENVIRONMENT', `The sample application’s image cannot be built: ${what}: ${reason.trim()}`, {
    suggestions: [
      ...(pulling
        ? ['Can the engine reach its registry? Try: docker pull python:3.13-slim', ownBase]
        : ['It needs a package index: can containers of this engine reach one?', ownBase]),
      'Without containers: ha-lab sandbox serve --fleet local',
    ],
    exitCode: 5,
  });
}
