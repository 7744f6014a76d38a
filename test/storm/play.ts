// Plays a script on a sandbox, instant by instant, and asks after each what is broken.

import { LabError, ServiceError } from '../../src/errors.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { brokenInvariants } from '../../src/sandbox/invariants.js';
import { loadWireModel } from '../../src/sandbox/server/load-wire-model.js';
import { createWire, type WireCall } from '../../src/sandbox/wire/index.js';
import { validate } from '../../src/sandbox/wire/validate.js';
import type { World } from '../../src/sandbox/world.js';
import { modelOf } from './any-call.js';
import { notPlain } from './plain.js';
import { resolved } from './references.js';
import type { Script, Step } from './script.js';
import { requestBreaches } from './totals.js';
import { Watch } from './watch.js';

export interface Failure {
  /** Position of the step during which it broke. */
  readonly step: number;
  readonly at: number;
  readonly what: string;
}

export interface Played {
  readonly failure?: Failure;
  readonly accepted: number;
  readonly refused: number;
}

/** A world in the making costs too much to be looked at between all its instants: of a long run, the first and then some. */
const LOOKS_PER_RUN = 40;

const wire = createWire(loadWireModel());

/** @param base a deployed world, for scripts that want one; it is copied. */
export function play(script: Script, base: World): Played {
  const sandbox = script.deployed ? Sandbox.of(structuredClone(base)) : Sandbox.born({ seed: script.seed });
  const stage = new Stage(sandbox);
  for (const [place, step] of script.steps.entries()) {
    const what = stage.perform(step);
    if (what !== undefined) return { ...stage.counts, failure: { step: place, at: sandbox.now, what } };
  }
  const what = stage.finish();
  if (what === undefined) return stage.counts;
  return { ...stage.counts, failure: { step: script.steps.length - 1, at: sandbox.now, what } };
}

class Stage {
  readonly counts = { accepted: 0, refused: 0 };
  private readonly watch: Watch;

  constructor(private readonly sandbox: Sandbox) {
    this.watch = new Watch(sandbox);
  }

  /** What broke, in one line; undefined: nothing did. */
  perform(step: Step): string | undefined {
    try {
      return this.carryOut(step) ?? this.look();
    } catch (error) {
      return stackOf(error);
    }
  }

  /** Everything can still be described, in AWS's shapes, and the world can be saved. */
  finish(): string | undefined {
    try {
      return this.describeAll() ?? requestBreaches(this.sandbox.world)[0] ?? notPlain(this.sandbox.world);
    } catch (error) {
      return stackOf(error);
    }
  }

  private carryOut(step: Step): string | undefined {
    switch (step.kind) {
      case 'call':
        return this.call(
          step.service,
          step.operation,
          resolved(step.input, this.sandbox.world) as Record<string, unknown>,
        );
      case 'act':
        return this.refusable(() => this.sandbox.act(resolved(step.action, this.sandbox.world) as typeof step.action));
      case 'run':
        return this.run(this.sandbox.now + step.ms);
      case 'reload':
        return this.reload(step.ms);
    }
  }

  private run(end: number): string | undefined {
    for (let looks = 0; this.sandbox.now < end; looks += 1) {
      const left = end - this.sandbox.now;
      const stride = looks < LOOKS_PER_RUN / 2 ? 0 : Math.ceil((left * 2) / LOOKS_PER_RUN);
      const next = Math.max(this.sandbox.nextAt() ?? end, this.sandbox.now + stride);
      this.sandbox.run(Math.min(end, next));
      const found = this.look();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private look(): string | undefined {
    return this.watch.look()[0] ?? brokenInvariants(this.sandbox.world)[0];
  }

  private call(service: string, operation: string, input: Record<string, unknown>): string | undefined {
    const shape = modelOf(service)?.operation(operation).input;
    const defects: [] = [];
    if (shape?.kind === 'structure') validate(shape, input, defects);
    // Such a call does not come through the wire.
    if (defects.length > 0) return undefined;
    return this.refusable(() => this.encode(service, operation, this.sandbox.call(service, operation, input)));
  }

  private encode(service: string, operation: string, output: unknown): void {
    const protocol = service === 'ssm' ? 'awsJson1_1' : service === 'ec2' ? 'ec2Query' : 'awsQuery';
    wire.encode({ protocol, service, operation } as WireCall, output, 'storm');
  }

  private refusable(work: () => void): string | undefined {
    try {
      work();
      this.counts.accepted += 1;
      return undefined;
    } catch (error) {
      // AWS itself says 500 to a launch for which it has no capacity.
      const refusal =
        (error instanceof ServiceError && !error.code.startsWith('Internal')) || error instanceof LabError;
      this.counts.refused += 1;
      return refusal ? undefined : stackOf(error);
    }
  }

  private reload(ms: number): string | undefined {
    const { sandbox } = this;
    const strange = notPlain(sandbox.world);
    if (strange !== undefined) return `not plain: ${strange}`;
    const text = JSON.stringify(sandbox.world);
    const loaded = Sandbox.of(JSON.parse(text));
    if (JSON.stringify(loaded.world) !== text) return 'loading changes the world';
    const straight = sandbox.fork();
    const whole = sandbox.fork();
    const end = sandbox.now + ms;
    for (let piece = 1; straight.now < end; piece = piece * 3 + 7) {
      straight.run(Math.min(end, straight.now + piece));
      loaded.run(straight.now);
    }
    whole.run(end);
    if (JSON.stringify(whole.journal) !== JSON.stringify(straight.journal)) return 'in pieces, the journal is another';
    return difference(JSON.parse(JSON.stringify(straight.world)), JSON.parse(JSON.stringify(loaded.world)), 'world');
  }

  private describeAll(): string | undefined {
    // What is due now is not the reader's doing.
    this.sandbox.run(this.sandbox.now);
    for (const service of ['ec2', 'elbv2', 'autoscaling', 'cloudwatch', 'iam', 'ssm']) {
      for (const operation of Object.keys(modelOf(service)?.file.operations ?? {})) {
        if (!/^(Describe|List)/.test(operation)) continue;
        const before = JSON.stringify(this.sandbox.world.kernel.streams);
        const found = this.call(service, operation, {});
        if (found !== undefined) return `${operation}: ${found}`;
        if (JSON.stringify(this.sandbox.world.kernel.streams) !== before) return `${operation} draws a random number`;
      }
    }
    return undefined;
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 5).join(' ← ') : String(error);
}

/** The first place in which two worlds differ. */
function difference(one: unknown, other: unknown, path: string): string | undefined {
  if (Object.is(one, other)) return undefined;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return `saved and loaded, ${path} becomes ${JSON.stringify(other)} instead of ${JSON.stringify(one)}`;
  }
  const keys = Object.keys(one);
  if (keys.join('\n') !== Object.keys(other).join('\n')) return `saved and loaded, ${path} has other keys`;
  for (const key of keys) {
    const found = difference(one[key as never], other[key as never], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
