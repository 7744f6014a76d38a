// Never accepted and ignored: each row adds to a call that is accepted a parameter that the sandbox does not model. It is refused with AWS's error
// shape and 4xx, the log has one line that names it, and nothing has changed.

import { beforeAll, describe, expect, test } from 'vitest';
import { sandboxClients } from '../../src/lab/clients.js';
import { handlerOf, pipelineOf, type Sandbox } from '../../src/sandbox/index.js';
import type { LogLine } from '../../src/sandbox/server/pipeline.js';
import { type SdkCall, sdkCall } from '../helpers/sdk-call.js';
import { namedStack } from './named-stack.js';
import { ACCEPTED, type Names, REFUSED } from './refused-parameters.js';

let stack: Sandbox;
let names: Names;

beforeAll(async () => {
  ({ stack, names } = await namedStack());
});

/** A fork of the stack behind real clients, and what its log says. */
function served(): { readonly sandbox: Sandbox; readonly call: SdkCall; readonly lines: readonly LogLine[] } {
  const sandbox = stack.fork();
  const lines: LogLine[] = [];
  const requestHandler = handlerOf(pipelineOf(sandbox, { log: (line) => lines.push(line) }));
  return { sandbox, call: sdkCall(sandboxClients(sandbox.region, { kind: 'in-process', requestHandler })), lines };
}

/** What the account holds, and what is going to happen. A refused call may have drawn random numbers: it is an input like any other. */
function stateOf(sandbox: Sandbox): string {
  const { kernel: _, ...stores } = sandbox.world;
  return JSON.stringify([stores, sandbox.journal.length, sandbox.pending()]);
}

interface Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
}

describe('the call alone is accepted', () => {
  test.each(Object.keys(ACCEPTED))('%s', async (name) => {
    const { call, lines } = served();
    const [service = '', operation = ''] = name.split(' ');
    await call(service, operation, ACCEPTED[name]?.(names) ?? {});
    expect(lines).toEqual([]);
  });
});

describe('with one parameter more it is refused', () => {
  const rows = REFUSED.map((row, index) => [`${index + 1} ${row.service} ${row.operation}`, row] as const);
  test.each(rows)('%s', async (_name, { service, operation, extra, code = 'UnsupportedOperation' }) => {
    const { sandbox, call, lines } = served();
    const before = stateOf(sandbox);
    const input = { ...ACCEPTED[`${service} ${operation}`]?.(names), ...extra(names) };
    const refusal = await call(service, operation, input).then(
      (answer) => expect.fail(`accepted: ${JSON.stringify(extra(names))} → ${JSON.stringify(answer).slice(0, 200)}`),
      (error: Refusal) => error,
    );
    expect(`${refusal.name}: ${refusal.message}`).toMatch(new RegExp(`^${code}(Exception)?: `));
    expect(Math.floor(refusal.$metadata.httpStatusCode / 100)).toBe(4);
    if (code === 'UnsupportedOperation') {
      expect(lines.map(({ message }) => message)).toEqual([`refused ${service}:${operation}: ${refusal.message}`]);
    }
    expect(stateOf(sandbox) === before, 'something has changed').toBe(true);
  });

  test('the table is long enough to mean something', () => {
    expect(REFUSED.length).toBeGreaterThan(90);
  });
});
