// The format of a game day: a fault drawn from several, and the questions by which it is named, proven and mended.

import { z } from 'zod';
import { id, length, text } from './schema-atoms.js';

const step = z.looseObject({
  do: z.string().describe('A drill of the catalogue: `ha-lab break`. `on: hit`: where the step before it has hit'),
});

const fault = z.looseObject({
  id: id.describe('Name, unique within the lesson; an option of the diagnosis has the same'),
  do: z.string().describe('A drill of the catalogue: `ha-lab break`'),
  and: z.array(step).default([]).describe('What is done right after it, so that somebody notices'),
});

export const draw = z.strictObject({
  'one-of': z
    .array(z.union([id, fault]))
    .min(2)
    .describe(
      'Faults of which one is drawn; by its name alone one that an earlier block has described. None is drawn twice',
    ),
  hidden: z.boolean().default(false).describe('Nothing tells which one it is until the act’s diagnosis has named it'),
});

const cause = z.strictObject({
  id: id.describe('The fault that it names; another name: a cause that never is'),
  text,
  right: text.optional().describe('Said when it is the cause'),
  wrong: text.describe('Said when it is not: what one would see if it were'),
});

const proof = z.strictObject({
  id,
  text,
  proves: z.array(id).describe('Faults that this observation proves'),
  right: text.optional().describe('Said when it proves the cause'),
  wrong: text.optional().describe('Said when it does not'),
});

const remedy = z.strictObject({
  id,
  text,
  cures: z.array(id).describe('Faults after which the expectations that count from the remedy hold'),
  do: z
    .array(z.union([z.literal('undo'), step]))
    .default([])
    .describe('`undo`: the fault is undone; or drills of the catalogue; nothing: time passes'),
  right: text.optional().describe('Said afterwards, when it cures the fault'),
  wrong: text.optional().describe('Said afterwards, when it does not'),
});

export const diagnosis = z
  .strictObject({
    id,
    at: length.describe('When the learner is called, counted from the fault; until the remedy the world stands still'),
    cause: z.strictObject({ ask: text, options: z.array(cause).min(2) }),
    proof: z.strictObject({ ask: text, options: z.array(proof).min(2) }),
    remedy: z.strictObject({ ask: text, options: z.array(remedy).min(2) }),
  })
  .describe('The cause is named, the observation that proves it, and the remedy, which is then carried out');

export const likeDiagnosis = z
  .strictObject({
    id,
    like: id.describe('An earlier diagnosis, whose questions are asked again'),
    at: length.optional().describe('When the learner is called; absent: as in the earlier one'),
  })
  .describe('The same questions for another fault');

export type Fault = z.output<typeof fault>;
export type FaultStep = z.output<typeof step>;
export type Diagnosis = z.output<typeof diagnosis>;
