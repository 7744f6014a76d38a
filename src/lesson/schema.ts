// The format of a lesson: front matter and `lab:*` blocks. Every field carries its description; the JSON Schema for editors is made from this.

import { z } from 'zod';
import { expression, id, length, text } from './schema-atoms.js';
import { diagnosis, draw, likeDiagnosis } from './schema-diagnosis.js';

export { length } from './schema-atoms.js';

const overlay = z
  .record(z.string(), z.unknown())
  .describe('Laid over the learner’s ha-lab.json for this lesson, in its own words: group: { minSize: 2 }');

const condition = z.strictObject({
  that: expression,
  for: length.optional().describe('How long it must have been so'),
});

export const traffic = z
  .strictObject({
    users: z.union([
      z.number().int().min(0),
      z.strictObject({ from: z.number().int().min(0), to: z.number().int().min(0) }),
    ]),
    ramp: length.optional().describe('How long the way from `from` to `to` takes'),
    path: z.string().optional(),
  })
  .describe('Users who ask, wait for the answer, think for a second, and ask again');

/** What a step starts: the ordinary users anew, or with `as` others beside them. */
export const trafficStep = traffic
  .extend({
    as: id.optional().describe('The name of a traffic beside the ordinary users; by it expectations call its requests'),
    patience: length.optional().describe('How long its users wait for an answer: 2m unless told'),
    once: z.boolean().optional().describe('Each user asks a single time, all of them within two seconds'),
  })
  .refine(({ as: name, once }) => once !== true || name !== undefined, 'once: needs as:, a name of its own')
  .refine(
    ({ users, ramp, once }) => once !== true || (typeof users === 'number' && ramp === undefined),
    'once: goes with a plain number of users, and without ramp:',
  );

const mutant = z.strictObject({
  set: overlay,
  breaks: z.array(id).min(1).describe('Expectations of which at least one must not hold in this world'),
  hint: text.describe('A part of the hint that the learner would then be given'),
});

export const frontMatter = z.strictObject({
  schema: z.literal(1),
  id,
  title: text,
  after: z.array(id).default([]).describe('Lessons that come before'),
  concept: id.describe('The one new idea'),
  scaffold: z.enum(['worked', 'guided', 'open']),
  time: z.strictObject({ sandbox: length, aws: length }),
  cost: z.strictObject({ aws: z.number().min(0).describe('US dollars') }),
  lab: overlay.default({}),
  traffic: traffic.optional(),
  start: z.array(condition).default([]).describe('What must be so before anything is broken'),
  abort: z.array(condition).default([]).describe('What ends the watch at once: nothing can be learned from such a run'),
  mutants: z.array(mutant).default([]).describe('Worlds in which the lesson must not hold'),
});

export const predict = z.strictObject({
  id,
  ask: text,
  options: z
    .array(
      z.strictObject({
        id,
        text,
        right: text.optional().describe('Why this is so'),
        wrong: text.optional().describe('Why this is not so'),
      }),
    )
    .min(2),
});

export const act = z.strictObject({
  id,
  title: text,
  lab: overlay.optional(),
  traffic: traffic.optional(),
  start: z.array(condition).optional().describe('In place of the lesson’s own start conditions'),
});

const end = z
  .string()
  .regex(/^(internet|(alb|nat)(:[a-z0-9-]+)?|machine(:\d)?)$/, 'write internet, alb, nat, machine or machine:2');

export const drill = z.looseObject({
  do: z.string().describe('A drill of the catalogue: `ha-lab break`'),
  as: id.optional().describe('The name by which expectations call what was hit'),
});

export const ways = z
  .array(
    z.strictObject({
      as: id.describe('The name by which expectations call this way'),
      from: end.describe('internet, alb, nat, machine (one that serves), or machine:2 (one in the second zone)'),
      to: end,
      port: z.number().int().min(1).max(65_535).default(80),
    }),
  )
  .min(1)
  .describe('Ways that are traced at every look, as `ha-lab trace` does; nothing is sent');

/** Time that passes between two steps: a fixed length, or until something is so. */
export const wait = z
  .strictObject({
    for: length.optional(),
    until: expression.optional(),
    within: length.optional().describe('How long `until` is waited for at the most; then the act goes on'),
  })
  .refine((one) => (one.for === undefined) !== (one.until === undefined), 'needs either for: or until:')
  .refine((one) => (one.until === undefined) === (one.within === undefined), 'until: and within: go together');

/** A drill of this act is undone before the watch begins: power comes back, a route returns. */
export const undo = z.strictObject({ of: id.describe('The name that the drill gave to what it hit: its `as`') });

/** What a learner would do with the project itself. */
export const stack = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('deploy'),
    set: overlay.describe('An edit of ha-lab.json, in its own words, that is then deployed'),
  }),
  z.strictObject({ do: z.literal('destroy') }),
]);

const hint = z.strictObject({
  when: expression.optional(),
  say: text,
});

export const expectation = z.strictObject({
  id,
  that: expression.optional().describe('What must come true'),
  never: expression.optional().describe('What must not come true: until the act ends, or over `within` or `during`'),
  within: length.optional().describe('Until when, counted from the drill or from `after`'),
  for: length.optional().describe('How long it must stay true'),
  during: z
    .strictObject({ until: id.describe('The expectation whose coming true ends the span') })
    .optional()
    .describe('Over a whole span: `that` is measured when the span is over, `never` at every moment of it'),
  after: id
    .optional()
    .describe(
      'The expectation from whose coming true on this one counts, or the diagnosis from whose remedy on it counts',
    ),
  because: z.array(z.string()).optional().describe('Reasons of target health, one of which AWS must give'),
  why: text.describe('What explains it, said when it is decided'),
  hints: z.array(hint).default([]),
});

export const expectations = z.array(expectation).min(1);

export const again = z.strictObject({
  ask: text,
  answer: z.union([
    z.strictObject({ seconds: z.number(), within: z.number().min(0) }),
    z.strictObject({ number: z.number(), within: z.number().min(0) }),
    z.strictObject({
      choice: z.array(z.strictObject({ text, right: text.optional(), wrong: text.optional() })).min(2),
    }),
  ]),
  because: text.describe('Said after the answer, right or wrong'),
});

/** The `lab:*` blocks that hold YAML; `lab:why` holds Markdown. */
export const BLOCKS = {
  predict,
  act,
  drill: z.union([draw, drill]),
  traffic: trafficStep,
  wait,
  undo,
  stack,
  trace: ways,
  diagnose: z.union([likeDiagnosis, diagnosis]),
  expect: expectations,
  again,
} as const;
export const BLOCK_NAMES: readonly string[] = [...Object.keys(BLOCKS), 'why'];

export type FrontMatter = z.output<typeof frontMatter>;
export type Prediction = z.output<typeof predict>;
export type Drill = z.output<typeof drill>;
export type { Diagnosis, Fault, FaultStep } from './schema-diagnosis.js';
export type UndoSpec = z.output<typeof undo>;
export type Wait = z.output<typeof wait>;
export type StackChange = z.output<typeof stack>;
export type Expectation = z.output<typeof expectation>;
export type ActHead = z.output<typeof act>;
export type Mutant = z.output<typeof mutant>;
export type NamedWay = z.output<typeof ways>[number];
export type Question = z.output<typeof again>;
export type TrafficSpec = z.output<typeof trafficStep>;
/** The ordinary users, before anything is done. */
export type UsersSpec = z.output<typeof traffic>;
export type Condition = z.output<typeof condition>;

/** What an editor completes and checks front matter with. */
export function lessonJsonSchema(): Record<string, unknown> {
  const blocks = Object.entries(BLOCKS).map(([name, schema]) => [`lab:${name}`, jsonSchemaOf(schema)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Front matter of a lesson; below `definitions`, its blocks',
    ...jsonSchemaOf(frontMatter),
    definitions: Object.fromEntries(blocks),
  };
}

export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}

/** Milliseconds of a length that the schema has passed. */
export function lengthMs(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
  return [...text.matchAll(/(\d+)([smh])/g)].reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}
