// Every operation that is promised (test/fixtures/expected-operations.yaml) is built, and stands in docs/COVERAGE.md.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { operationsOf } from '../../src/sandbox/wiring.js';
import { ROOT } from '../tidy/sources.js';
import { modelFiles } from './wire/harness.js';

interface Expected {
  readonly terraform: Readonly<Record<string, { readonly always: readonly string[]; readonly sometimes?: string[] }>>;
  readonly people: Readonly<Record<string, readonly string[]>>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { terraform, people }: Expected = parse(read('test/fixtures/expected-operations.yaml'));

/** Names under the service's heading, before what is refused by name. */
function coverageOf(service: string): readonly string[] {
  const title = modelFiles.find((file) => file.service === service)?.serviceId;
  const [, section = ''] = read('docs/COVERAGE.md').split(`\n## ${title}\n`);
  const line = section.split('\n').find((text) => text.includes(' · ')) ?? '';
  return line.split(' · ');
}

const wanted = new Map<string, readonly string[]>();
for (const [service, { always, sometimes = [] }] of Object.entries(terraform)) {
  wanted.set(service, [...always, ...sometimes, ...(people[service] ?? [])]);
}

describe.each([...wanted])('%s', (service, operations) => {
  test('nothing is missing in the sandbox', () => {
    const built = operationsOf(service);
    expect(operations.filter((name) => built[name] === undefined)).toEqual([]);
  });

  test('nor in the coverage page', () => {
    const covered = coverageOf(service);
    expect(operations.filter((name) => !covered.includes(name))).toEqual([]);
  });
});

test('the list is whole: what the AWS provider for Terraform calls, and what people call, each once', () => {
  const counts = Object.entries(terraform).map(([service, { always, sometimes = [] }]) => [
    service,
    always.length,
    always.length + sometimes.length,
  ]);
  expect(counts).toEqual([
    ['sts', 1, 1],
    ['ec2', 46, 58],
    ['elbv2', 17, 26],
    ['autoscaling', 9, 24],
    ['cloudwatch', 4, 6],
    ['iam', 13, 23],
    ['ssm', 1, 1],
  ]);
  expect(Object.keys(people).filter((service) => !wanted.has(service))).toEqual([]);
  for (const operations of wanted.values()) expect(new Set(operations).size).toBe(operations.length);
});
