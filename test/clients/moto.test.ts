// The same conversation with moto, an independent emulator of AWS, and with us: the shapes of the answers and the names of the errors
// must be the same, or the difference stands in a table with its reason.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sandbox, skip } from '../../src/sandbox/index.js';
import { MINUTES } from '../helpers/deployed.js';
import { findProgram } from '../helpers/find-program.js';
import { type MotoServer, startMoto } from '../sandbox/server/moto.js';
import { caseOf } from '../sandbox/wire/clients.js';
import { BALANCER, ERRORS, LOOKS, MACHINES, NETWORK, type Step } from './helpers/conversation.js';
import { EXPLAINED } from './helpers/moto-differences.js';
import { type Served, served } from './helpers/served.js';
import { outcomeOf, type Shape, shapeDifferences, textAt } from './helpers/shapes.js';

/** The table of differences was made with this line of moto; another one answers otherwise. */
const VERSION = '5.2.';
const program = findProgram('moto_server', ['--help']);
const probe = `import moto; assert moto.__version__.startswith("${VERSION}")`;
const missing =
  program === undefined
    ? 'no moto_server on the PATH'
    : findProgram('python3', ['-c', probe]) === undefined
      ? `moto is not ${VERSION}x`
      : undefined;

const STEPS = [...NETWORK, ...MACHINES, ...BALANCER, ...LOOKS, ...ERRORS];
const nameOf = ({ service, operation, note }: Step): string =>
  `${service}:${operation}${note === undefined ? '' : ` (${note})`}`;

describe.skipIf(missing !== undefined)(`moto${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let moto: MotoServer;
  let endpoint: Served;
  let ours: ReadonlyMap<string, Shape>;
  let theirs: ReadonlyMap<string, Shape>;

  beforeAll(async () => {
    const sandbox = Sandbox.born({ seed: 'moto', region: 'eu-west-1' });
    endpoint = await served(sandbox);
    moto = await startMoto(program ?? '');
    ours = await conversation(endpoint.url, async () => {
      await skip(sandbox, sandbox.now + 10 * MINUTES);
    });
    theirs = await conversation(moto.url, async () => {});
  });
  afterAll(() => Promise.all([endpoint?.stop(), moto?.stop()]));

  test.each(STEPS.map((step) => nameOf(step)))('%s', (name) => {
    const differences = shapeDifferences(ours.get(name) ?? new Map(), theirs.get(name) ?? new Map());
    const explained = EXPLAINED.filter(({ steps }) => steps.includes(name)).flatMap((row) => row.differences);
    expect(differences).toEqual(explained.sort());
  });

  test('every explained difference belongs to a step, and every step has a name of its own', () => {
    const names = STEPS.map((step) => nameOf(step));
    expect(new Set(names).size).toBe(names.length);
    expect(EXPLAINED.flatMap(({ steps }) => steps).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('the conversation was one of answers and of errors', () => {
    const failed = (shapes: ReadonlyMap<string, Shape>) => [...shapes.values()].filter((shape) => shape.has('error'));
    expect(failed(ours)).toHaveLength(ERRORS.length);
    expect(ours.size - failed(ours).length).toBeGreaterThan(60);
    expect(endpoint.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

async function conversation(url: string, settle: () => Promise<void>): Promise<ReadonlyMap<string, Shape>> {
  const known = new Map<string, string>();
  const shapes = new Map<string, Shape>();
  const say = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) {
      const client = caseOf(step.service).connect({ endpoint: url });
      const { shape, output } = await outcomeOf(client.send(step.operation, filledIn(step.input, known)));
      shapes.set(nameOf(step), shape);
      if (shape.has('error') && Object.keys(step.learn ?? {}).length > 0) {
        throw new Error(`${url}: ${nameOf(step)} answered ${shape.get('error')}`);
      }
      for (const [name, path] of Object.entries(step.learn ?? {})) known.set(name, textAt(output, path));
    }
  };
  await say([...NETWORK, ...MACHINES, ...BALANCER]);
  await settle();
  await say([...LOOKS, ...ERRORS]);
  return shapes;
}

/** The input with what is known in place of `$name`; `$$` is a dollar. */
function filledIn(input: object, known: ReadonlyMap<string, string>): object {
  return JSON.parse(
    JSON.stringify(input).replaceAll(/\$(\$|[a-zA-Z]+)/g, (_, name: string) => {
      if (name === '$') return '$';
      const value = known.get(name);
      if (value === undefined) throw new Error(`nobody said what $${name} is`);
      return value;
    }),
  );
}
