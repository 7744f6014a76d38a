// What every part of a lesson's format is made of: names, lengths, expressions, texts.

import { z } from 'zod';

export const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'write lower-case words joined by hyphens')
  .describe('Name, unique within its lesson');

export const length = z
  .string()
  .regex(/^(\d+[smh])+$/, 'write a length such as 90s, 5m or 1h30m')
  .describe('A length of virtual time: 90s, 5m, 1h30m');

export const expression = z
  .string()
  .min(1)
  .describe('A CEL expression over the vocabulary: `ha-lab lesson lint --vocabulary`');

export const text = z.string().min(1);
