// The applier against the sandbox, in process: the whole default stack is made, planned again, edited and destroyed.
import { describe, expect, test } from 'vitest';
import { planCounts } from '../../src/applier/index.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { handlerOf, pipelineOf, Sandbox } from '../../src/sandbox/index.js';
import { bench, details } from './helpers/bench.js';
import { EDITS } from './helpers/edits.js';
import { haDjango } from './helpers/settled-stack.js';

async function onSandbox() {
  const sandbox = Sandbox.born();
  const clients = sandboxClients('us-east-1', { kind: 'in-process', requestHandler: handlerOf(pipelineOf(sandbox)) });
  const clock = {
    now: async () => sandbox.now,
    pass: async (ms: number) => {
      sandbox.run(sandbox.now + ms);
      return sandbox.now;
    },
  };
  return { sandbox, ...(await bench(clients, clock)) };
}

describe('the default stack', () => {
  test('is made whole; a second plan is empty; destroying leaves nothing', async () => {
    const { plan, apply, store } = await onSandbox();
    const first = await apply(await plan(haDjango()));
    expect(first.failed).toEqual([]);
    expect(Object.keys(store.current.resources)).toHaveLength(38);
    expect(first.outputs.url).toBe(`http://${String(first.outputs.alb_dns_name)}`);
    const second = await plan(haDjango());
    expect({ changes: details(second), drift: second.drift, outputs: second.outputs }).toEqual({
      changes: {},
      drift: [],
      outputs: [],
    });
    const removal = await plan({}, true);
    expect(planCounts(removal)).toEqual({ add: 0, change: 0, destroy: 38 });
    expect((await apply(removal)).failed).toEqual([]);
    expect(store.current.resources).toEqual({});
  });

  test('two runs of the same seed make the same journal', async () => {
    const journals = [];
    for (const _ of [1, 2]) {
      const { sandbox, plan, apply } = await onSandbox();
      await apply(await plan(haDjango()));
      journals.push(JSON.stringify(sandbox.journal));
    }
    expect(journals[0]).toBe(journals[1]);
  });
});

async function edited({ edit, plans }: (typeof EDITS)[number]) {
  const lab = await onSandbox();
  await lab.apply(await lab.plan(haDjango()));
  const project = haDjango();
  edit(project);
  const planned = await lab.plan(project);
  expect(Object.keys(details(planned)).sort()).toEqual(Object.keys(plans).sort());
  return { ...lab, project, result: await lab.apply(planned) };
}

describe('an edit is carried out, and then there is nothing left to plan', () => {
  test.each(EDITS.filter(({ blockedBy }) => blockedBy === undefined))('$name', async (edit) => {
    const { plan, project, result } = await edited(edit);
    expect(result.failed).toEqual([]);
    expect(details(await plan(project))).toEqual({});
  });
});

describe('what is still in use is not replaced, as with Terraform; the stack stays whole and known', () => {
  test.each(EDITS.filter(({ blockedBy }) => blockedBy !== undefined))('$name', async (edit) => {
    const { plan, apply, store, result } = await edited(edit);
    expect(result.failed.map(({ message }) => message)).toEqual([expect.stringContaining(edit.blockedBy ?? '')]);
    expect(result.skipped.length).toBeGreaterThan(0);
    expect((await apply(await plan({}, true))).failed).toEqual([]);
    expect(store.current.resources).toEqual({});
  });
});
