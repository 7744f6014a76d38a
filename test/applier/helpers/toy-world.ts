// A world of toys for testing the engine without AWS: objects in a map, a virtual clock, types that wait and fail on command.

import type { ApplyClock, AwsClients, Catalogue, Progress, State } from '../../../src/applier/index.js';
import { applyPlan, makePlan, newState, stateStore } from '../../../src/applier/index.js';
import { defineResource } from '../../../src/applier/resource-type.js';
import { map, number, set, text, textAttribute } from '../../../src/applier/schema.js';
import { SILENT_CLIENTS } from './settled-stack.js';

export interface ToyObject {
  readonly kind: string;
  readonly size: number | null;
  readonly readyAt: number;
}

export class ToyWorld {
  readonly objects = new Map<string, ToyObject>();
  readonly calls: string[] = [];
  readonly saved: State[] = [];
  readonly progress: Progress[] = [];
  /** `create a` or `delete a`: these calls fail. */
  readonly failing = new Set<string>();
  now = 1_000_000;
  /** The clock rejects from this instant on: Ctrl-C. */
  interruptAt = Number.POSITIVE_INFINITY;
  #made = 0;

  readonly clock: ApplyClock = {
    now: async () => this.now,
    pass: async (ms) => {
      this.now += ms;
      if (this.now >= this.interruptAt) throw new Error('interrupted');
      return this.now;
    },
  };

  readonly store = stateStore(newState('toys', 0), (state) => this.saved.push(state));

  readonly catalogue: Catalogue = {
    dataSources: {},
    resources: {
      toy: defineResource({
        type: 'toy',
        schema: {
          name: text({ required: true, replaces: true }),
          size: number(),
          needs: set(),
          labels: map(),
          wait: number({ default: 0 }),
          serial: textAttribute(),
        },
        create: async ({ token }, planned) => {
          this.#call('create', planned.name);
          this.#made += 1;
          const id = `${planned.name}#${this.#made}`;
          this.calls.push(`token ${token('create').slice(0, 6)}`);
          this.objects.set(id, { kind: planned.name, size: planned.size, readyAt: this.now + planned.wait * 1_000 });
          return id;
        },
        settle: async ({ until }, id, planned) => {
          const ready = async () => this.now >= (this.objects.get(id)?.readyAt ?? 0);
          await until(ready, { timeoutSeconds: 100, describe: `${planned.name} to be ready` });
          this.#call('settle', planned.name);
        },
        read: async (_operation, id) => {
          const object = this.objects.get(id);
          return object === undefined ? undefined : { name: object.kind, size: object.size, serial: id };
        },
        update: async (_operation, id, { after }) => {
          this.#call('update', after.name);
          const object = this.objects.get(id);
          if (object !== undefined) this.objects.set(id, { ...object, size: after.size });
        },
        remove: async (_operation, id, known) => {
          this.#call('delete', known.name);
          this.objects.delete(id);
        },
      }),
    },
  };

  #call(what: string, name: string): void {
    if (this.failing.has(`${what} ${name}`))
      throw Object.assign(new Error(`no ${what} of ${name} today`), { name: 'ToyError' });
    this.calls.push(`${what} ${name}`);
  }

  /** What was called, without the tokens. */
  takeCalls(): readonly string[] {
    return this.calls.splice(0).filter((call) => !call.startsWith('token'));
  }

  async plan(toys: Readonly<Record<string, unknown>>, extra: Readonly<Record<string, unknown>> = {}) {
    return makePlan({
      json: { resource: { toy: toys }, ...extra },
      source: 'toys.json',
      state: this.store.current,
      clients: SILENT_CLIENTS as AwsClients,
      catalogue: this.catalogue,
      nowMs: this.now,
    });
  }

  async apply(toys: Readonly<Record<string, unknown>>, extra: Readonly<Record<string, unknown>> = {}) {
    const plan = await this.plan(toys, extra);
    return applyPlan({
      plan,
      store: this.store,
      clients: SILENT_CLIENTS,
      clock: this.clock,
      catalogue: this.catalogue,
      onProgress: (progress) => this.progress.push(progress),
    });
  }
}
