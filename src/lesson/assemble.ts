// From a lesson's parts to the lesson: each block read by its schema, sorted into acts, with a way back to where everything stands.

import { basename, dirname } from 'node:path';
import type { z } from 'zod';
import type { Overlay } from '../generator/index.js';
import { type Cut, cutDocument, type Part } from './document.js';
import type { Act, Lesson, Step } from './lesson.js';
import type { Problem } from './problem.js';
import {
  type ActHead,
  BLOCK_NAMES,
  BLOCKS,
  type Diagnosis,
  drill,
  type Fault,
  type FrontMatter,
  frontMatter,
} from './schema.js';
import { diagnosis, draw, likeDiagnosis } from './schema-diagnosis.js';
import { checkYaml, didYouMean, type Path, readYaml, type YamlPart } from './yaml-part.js';

/** Where a parsed value, or something inside it, stands in the file. */
export type Places = (of: object, path?: Path, offset?: number) => Omit<Problem, 'message'>;

export interface Assembled {
  /** Undefined when the front matter cannot be used. */
  readonly lesson?: Lesson;
  readonly problems: readonly Problem[];
  readonly places: Places;
}

interface Draft {
  readonly file: string;
  readonly problems: Problem[];
  readonly origins: Map<object, { readonly yaml: YamlPart; readonly path: Path }>;
  /** Described so far, by id: a later block may call them by name. */
  readonly faults: Map<string, Fault>;
  readonly diagnoses: Map<string, Diagnosis>;
}

interface ActDraft {
  readonly head?: ActHead;
  readonly prose: string[];
  readonly predictions: Act['predictions'][number][];
  readonly steps: Step[];
  readonly ways: Act['ways'][number][];
  readonly diagnoses: Diagnosis[];
  readonly expectations: Act['expectations'][number][];
  readonly whys: string[];
  readonly questions: Act['questions'][number][];
}

export function assemble(file: string, text: string): Assembled {
  const draft: Draft = { file, problems: [], origins: new Map(), faults: new Map(), diagnoses: new Map() };
  const cut = cutDocument(text);
  draft.problems.push(...cut.problems.map(({ line, message }) => ({ file, line, column: 1, message })));
  const front = frontOf(draft, cut);
  const acts = actsOf(draft, cut);
  const places: Places = (of, path = [], offset = 0) => placeIn(draft, of, path, offset);
  if (front === undefined) return { problems: draft.problems, places };
  const folder = basename(dirname(file));
  const lesson: Lesson = {
    file,
    id: front.id,
    number: /^\d+/.exec(folder)?.[0] ?? '',
    title: front.title,
    front,
    acts: acts.map((act) => actOf(act, front)),
  };
  return { lesson, problems: draft.problems, places };
}

function placeIn({ file, origins }: Draft, of: object, path: Path, offset = 0): ReturnType<Places> {
  const origin = origins.get(of);
  return origin === undefined ? { file, line: 1, column: 1 } : origin.yaml.place([...origin.path, ...path], { offset });
}

function frontOf(draft: Draft, { parts }: Cut): FrontMatter | undefined {
  const part = parts.find(({ kind }) => kind === 'front');
  return part === undefined ? undefined : read(draft, part, frontMatter, 'front matter');
}

function read<Schema extends z.ZodType>(
  draft: Draft,
  part: Part,
  schema: Schema,
  what: string,
): z.output<Schema> | undefined {
  const yaml = readYaml(draft.file, part);
  const { value, problems } = checkYaml(yaml, schema, what);
  draft.problems.push(...problems);
  remember(draft, yaml, value, []);
  return value;
}

/** Everything inside the value, too, can be found again. */
function remember(draft: Draft, yaml: YamlPart, value: unknown, path: Path): void {
  if (typeof value !== 'object' || value === null) return;
  draft.origins.set(value, { yaml, path });
  for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    remember(draft, yaml, item, [...path, key]);
  }
}

const newDraft = (head?: ActHead): ActDraft => ({
  ...(head === undefined ? {} : { head }),
  prose: [],
  predictions: [],
  steps: [],
  ways: [],
  diagnoses: [],
  expectations: [],
  whys: [],
  questions: [],
});

/** Without `lab:act` a lesson is one act. What stands before the first `lab:act` belongs to it. */
function actsOf(draft: Draft, { parts }: Cut): readonly ActDraft[] {
  let current = newDraft();
  const acts = [current];
  for (const part of parts) {
    if (part.kind === 'front') continue;
    if (part.kind !== 'act') {
      addTo(current, draft, part);
      continue;
    }
    const head = read(draft, part, BLOCKS.act, 'lab:act');
    if (head === undefined) continue;
    const next: ActDraft = current.head === undefined ? { ...current, head } : newDraft(head);
    if (current.head === undefined) acts.pop();
    acts.push(next);
    current = next;
  }
  return acts;
}

function addTo(act: ActDraft, draft: Draft, part: Part): void {
  switch (part.kind) {
    case 'prose':
      act.prose.push(part.text.trim());
      break;
    case 'why':
      act.whys.push(part.text.trim());
      break;
    case 'predict':
      act.predictions.push(...listed(read(draft, part, BLOCKS.predict, 'lab:predict')));
      break;
    case 'again':
      act.questions.push(...listed(read(draft, part, BLOCKS.again, 'lab:again')));
      break;
    case 'expect':
      act.expectations.push(...(read(draft, part, BLOCKS.expect, 'lab:expect') ?? []));
      break;
    case 'trace':
      act.ways.push(...(read(draft, part, BLOCKS.trace, 'lab:trace') ?? []));
      break;
    case 'drill':
      act.steps.push(...drillSteps(draft, part));
      break;
    case 'traffic':
      for (const traffic of listed(read(draft, part, BLOCKS.traffic, 'lab:traffic')))
        act.steps.push({ kind: 'traffic', traffic });
      break;
    case 'wait':
      for (const wait of listed(read(draft, part, BLOCKS.wait, 'lab:wait'))) act.steps.push({ kind: 'wait', wait });
      break;
    case 'undo':
      for (const undo of listed(read(draft, part, BLOCKS.undo, 'lab:undo'))) act.steps.push({ kind: 'undo', undo });
      break;
    case 'diagnose':
      addDiagnosis(act, draft, part);
      break;
    case 'stack':
      for (const stack of listed(read(draft, part, BLOCKS.stack, 'lab:stack')))
        act.steps.push({ kind: 'stack', stack });
      break;
    default:
      draft.problems.push({
        file: draft.file,
        line: part.line - 1,
        column: 1,
        message: `lab:${part.kind} is no block of a lesson${didYouMean(part.kind, BLOCK_NAMES)}`,
      });
  }
}

const listed = <Value>(value: Value | undefined): readonly Value[] => (value === undefined ? [] : [value]);

/** Whichever of the two forms of a block its author began. */
const has = ({ text }: Part, key: string): boolean => new RegExp(`^\\s*${key}\\s*:`, 'm').test(text);

function drillSteps(draft: Draft, part: Part): readonly Step[] {
  if (!has(part, 'one-of')) {
    return listed(read(draft, part, drill, 'lab:drill')).map((one): Step => ({ kind: 'drill', drill: one }));
  }
  return listed(read(draft, part, draw, 'lab:drill')).map(({ hidden, ...one }): Step => {
    const faults = one['one-of'].flatMap((entry, index) => {
      const fault = typeof entry === 'string' ? draft.faults.get(entry) : entry;
      if (fault === undefined) {
        const known = didYouMean(String(entry), [...draft.faults.keys()]);
        draft.problems.push({
          ...placeIn(draft, one['one-of'], [index]),
          message: `no fault "${entry}" was described before${known}`,
        });
      }
      return listed(fault);
    });
    for (const entry of faults) draft.faults.set(entry.id, draft.faults.get(entry.id) ?? entry);
    return { kind: 'draw', faults, hidden };
  });
}

function addDiagnosis(act: ActDraft, draft: Draft, part: Part): void {
  act.diagnoses.push(...listed(readDiagnosis(draft, part)));
  if (act.diagnoses.length < 2) return;
  const message = 'an act has one diagnosis: begin another act with lab:act';
  draft.problems.push({ file: draft.file, line: part.line - 1, column: 1, message });
}

function readDiagnosis(draft: Draft, part: Part): Diagnosis | undefined {
  if (!has(part, 'like')) {
    const found = read(draft, part, diagnosis, 'lab:diagnose');
    if (found !== undefined) draft.diagnoses.set(found.id, found);
    return found;
  }
  const short = read(draft, part, likeDiagnosis, 'lab:diagnose');
  if (short === undefined) return undefined;
  const model = draft.diagnoses.get(short.like);
  if (model === undefined) {
    const known = didYouMean(short.like, [...draft.diagnoses.keys()]);
    draft.problems.push({
      ...placeIn(draft, short, ['like']),
      message: `there is no earlier diagnosis "${short.like}"${known}`,
    });
    return undefined;
  }
  const found = { ...model, id: short.id, at: short.at ?? model.at };
  const origin = draft.origins.get(short);
  if (origin !== undefined) draft.origins.set(found, origin);
  draft.diagnoses.set(found.id, found);
  return found;
}

function actOf({ head, diagnoses: [asked], ...parts }: ActDraft, front: FrontMatter): Act {
  const traffic = head?.traffic ?? front.traffic;
  return {
    ...(head === undefined ? {} : { head }),
    id: head?.id ?? front.id,
    title: head?.title ?? front.title,
    overlays: [front.lab, ...(head?.lab === undefined ? [] : [head.lab])] as readonly Overlay[],
    ...(traffic === undefined ? {} : { traffic }),
    start: head?.start ?? front.start,
    ...parts,
    ...(asked === undefined ? {} : { diagnosis: asked }),
  };
}
