// The proof of lessons as text: what is claimed of each and what was seen; for what is not proven the evidence and the way to see it again. Pure.

import type { Claim, Finding, Miss } from '../lesson/prove/claim.js';
import type { LessonProof } from '../lesson/prove/prove.js';
import { courseText, sinceText, valuesText } from './lesson-values.js';
import type { TextOptions } from './status-text.js';
import { tableText } from './table.js';
import { waitedText } from './time.js';
import { hanging } from './wrap.js';

const WIDTH = 80;
/** A lesson that fails over twenty seeds mostly fails in one way. */
const MOST_SHOWN = 3;

export function proofText(proof: LessonProof, { paint }: TextOptions): string {
  const { lesson, proven } = proof;
  const word = proven ? paint('good', 'proven') : paint('bad', 'NOT PROVEN');
  const lines = rowsOf(proof).map(({ ok, text }) =>
    hanging(`  ${ok ? paint('good', '✓') : paint('bad', '✗')} `, text, WIDTH),
  );
  const misses = proof.findings.filter((finding) => !finding.proven);
  return [
    `${paint('strong', `${lesson.number} ${lesson.id}`)}  ${word}`,
    ...lines,
    ...misses.slice(0, MOST_SHOWN).map((finding) => missesText(finding)),
    ...(misses.length > MOST_SHOWN ? [`    and ${misses.length - MOST_SHOWN} more of that kind: --json has all`] : []),
  ].join('\n');
}

interface Row {
  readonly ok: boolean;
  readonly text: string;
}

/** One row for each kind of claim. */
function rowsOf({ lesson, findings, claims }: LessonProof): readonly Row[] {
  const of = (kind: Claim['kind']): readonly Finding[] => findings.filter(({ claim }) => claim.kind === kind);
  const ok = (some: readonly Finding[]): boolean => some.every(({ proven }) => proven);
  const held = of('holds');
  const good = held.filter(({ proven }) => proven).length;
  const idle = of('idle');
  const restores = of('restores');
  return [
    { ok: ok(held), text: `held over ${good === held.length ? '' : `${good} of `}${count(held.length, 'seed')}` },
    ...idle.map((one) => ({ ok: one.proven, text: `not held without the drill: ${one.seen.join(', ')}` })),
    ...of('mutant').map((one) => mutantRow(lesson, one)),
    ...remedyRows(of('remedies')),
    ...(restores.length === 0
      ? []
      : [
          {
            ok: ok(restores),
            text: `restored; ${count(interruptions(restores), 'interruption')} left nothing to put right`,
          },
        ]),
    ...(findings.length === claims ? [] : [{ ok: false, text: `interrupted: ${findings.length} of ${claims} tried` }]),
  ];
}

/** One row for all hidden faults. */
function remedyRows(findings: readonly Finding[]): readonly Row[] {
  if (findings.length === 0) return [];
  const faults = findings.map(({ claim }) => claim.fault).join(', ');
  const count = findings.reduce((sum, { seen }) => sum + seen.length, 0);
  return [{ ok: findings.every(({ proven }) => proven), text: `${count} remedies do what is said of them: ${faults}` }];
}

/** At how many moments it was left. */
const count = (of: number, what: string): string => `${of} ${what}${of === 1 ? '' : 's'}`;

const interruptions = (findings: readonly Finding[]): number =>
  findings.flatMap(({ seen }) => seen).reduce((sum, text) => sum + Number.parseInt(text, 10), 0);

function mutantRow({ front }: LessonProof['lesson'], { claim, proven, seen }: Finding): Row {
  const mutant = claim.kind === 'mutant' ? front.mutants[claim.mutant] : undefined;
  const broken = seen.length === 0 ? 'nothing' : seen.join(', ');
  return { ok: proven, text: `${inYaml(mutant?.set)} breaks ${broken}; hint “${mutant?.hint ?? ''}”` };
}

/** As it stands in a lesson: `{ group: { healthCheckType: EC2 } }`. */
function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${inYaml(item)}`)
    .join(', ')} }`;
}

function missesText({ claim, misses }: Finding): string {
  return [
    `    ${kindText(claim)}, seed ${claim.seed}`,
    ...misses.flatMap((miss) => missLines(miss)),
    `      again: ${againCommand(claim)}`,
  ].join('\n');
}

function kindText(claim: Claim): string {
  if (claim.kind === 'holds') return 'with the drill';
  if (claim.kind === 'idle') return 'without the drill';
  if (claim.kind === 'remedies') return `with every remedy of ${claim.fault}`;
  return claim.kind === 'mutant' ? `in the world of mutant ${claim.mutant + 1}` : 'left and restored';
}

function missLines({ act, what, expectation: one, drilledAt = 0 }: Miss): readonly string[] {
  const head = [act, one?.id ?? '', what].filter((part) => part !== '').join(': ');
  if (one === undefined) return [hanging('      ', head, WIDTH)];
  const at = one.decidedAt === undefined ? '' : ` at ${sinceText(one.decidedAt, drilledAt)}`;
  const seen = one.evidence === undefined ? 'nothing' : valuesText(one.evidence.values);
  return [
    hanging('      ', head, WIDTH),
    hanging('        expected  ', `${one.says} ${one.when}`.trim(), WIDTH),
    hanging('        seen      ', `${one.result}${at}: ${seen}`, WIDTH),
    ...one.instead.map((course) => hanging('                  ', courseText(course, drilledAt), WIDTH)),
    ...(one.note === undefined ? [] : [hanging('        note      ', one.note, WIDTH)]),
    ...(one.hint === undefined ? [] : [hanging('        hint      ', one.hint, WIDTH)]),
  ];
}

/** The command that plays the same run again and shows all of it. */
export function againCommand(claim: Claim): string {
  const fault = claim.fault === undefined ? '' : ` --fault ${claim.fault}`;
  const play = `ha-lab lesson run ${claim.lesson} --yes --seed ${claim.seed}${fault}`;
  if (claim.kind === 'idle') return `${play} --no-drill`;
  if (claim.kind === 'mutant') return `${play} --mutant ${claim.mutant + 1}`;
  return claim.kind === 'holds' || claim.kind === 'remedies' ? play : `ha-lab lesson prove ${claim.lesson} --seeds 1`;
}

/** All lessons in one table. */
export function proofsTable(proofs: readonly LessonProof[], { paint }: TextOptions): string {
  const rows = proofs.map(({ lesson, findings, proven }) => {
    const of = (kind: Claim['kind']): readonly Finding[] => findings.filter(({ claim }) => claim.kind === kind);
    const count = (kind: Claim['kind']): string => {
      const all = of(kind);
      const good = all.filter((one) => one.proven).length;
      return all.length === 0 ? '-' : `${good} of ${all.length}`;
    };
    const ms = findings.reduce((sum, { tookMs }) => sum + tookMs, 0);
    return [
      lesson.number,
      lesson.id,
      count('holds'),
      count('idle'),
      count('mutant'),
      of('restores').length === 0 ? '-' : String(interruptions(of('restores'))),
      waitedText(ms),
      proven ? paint('good', 'proven') : paint('bad', 'NOT PROVEN'),
    ];
  });
  return tableText(
    [
      { title: 'NO' },
      { title: 'LESSON' },
      { title: 'SEEDS HELD', align: 'right' },
      { title: 'IDLE BROKEN', align: 'right' },
      { title: 'MUTANTS BROKEN', align: 'right' },
      { title: 'LEFT AT', align: 'right' },
      { title: 'TOOK', align: 'right' },
      { title: 'RESULT' },
    ],
    rows,
  );
}
