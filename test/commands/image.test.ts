// The image's Docker lines: printed, carried out by whatever `docker` is on the PATH, and refused where no registry could hold the name.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { planProject, writeProject } from '../../src/generator/index.js';
import { runCli } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { ROOT } from '../tidy/sources.js';

const folder = scratchFolder();
const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/django-sample:1';

/** A PATH with a `docker` that notes its words and ends as told. */
function pathWithDocker(status: number): { readonly PATH: string; said(): string } {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const notes = join(bin, 'notes');
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\necho "$@" >> ${notes}\nexit ${status}\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  return { PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`, said: () => readFileSync(notes, 'utf8') };
}

test('build: for the instances’ platform, from the sample that came with ha-lab', () => {
  const { PATH, said } = pathWithDocker(0);
  const { status, stdout } = runCli(['image', 'build', '--image', IMAGE], folder, { PATH });
  expect(status).toBe(0);
  expect(said()).toBe(`build --platform linux/amd64 --tag ${IMAGE} ${join(ROOT, 'django-sample')}\n`);
  expect(stdout).toContain(`ha-lab image push --image ${IMAGE}`);
});

test('push --print: the sign-in of ECR, and the push; nothing is run', () => {
  const { status, stdout } = runCli(['image', 'push', '--image', IMAGE, '--print'], folder, { PATH: folder });
  expect(status).toBe(0);
  expect(stdout).toBe(
    'aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com\n' +
      `docker push ${IMAGE}\n`,
  );
});

test('for the project’s own machines, and with the sign-in of the public registry', async () => {
  const book = scratchFolder();
  writeProject((await planProject({ name: 'arm' })).files, join(book, 'generated/arm'));
  const file = join(book, 'generated/arm/ha-lab.json');
  const config = readFileSync(file, 'utf8').replace('t3.micro', 't4g.micro').replace('default-x86_64', 'default-arm64');
  writeFileSync(file, config);
  mkdirSync(join(book, '.ha-lab'));
  const image = 'public.ecr.aws/abc/django-sample:1';
  expect(runCli(['image', 'build', '--image', image, '--print'], book).stdout).toContain('--platform linux/arm64 ');
  expect(runCli(['image', 'push', '--image', image, '--print'], book).stdout).toContain(
    'aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws\n',
  );
});

test('a Docker that fails, or is not there: exit 5 with the line and the next step', () => {
  const failing = runCli(['image', 'push', '--image', IMAGE], folder, { PATH: pathWithDocker(7).PATH });
  expect(failing.status).toBe(5);
  expect(failing.stderr).toMatch(/docker push .*: it ended with 7\.[\s\S]*Signed in\? aws ecr get-login-password/);
  const missing = runCli(['image', 'build', '--image', IMAGE], folder, { PATH: folder });
  expect([missing.status, missing.stderr]).toEqual([5, expect.stringContaining('docker is not on the PATH')]);
});

test.each(['ha-lab.example/django-sample:1', 'django-sample', 'https://registry.example/x:1', 'registry.example/x'])(
  '%s is no name for a registry',
  (image) => {
    const { status, stderr } = runCli(['image', 'build', '--print', '--image', image], folder);
    expect(status).toBe(2);
    expect(stderr).toContain('a registry is needed, a name and a tag');
  },
);
