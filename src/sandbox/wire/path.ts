// Where in an input a defect is. Kept as a chain of steps while decoding, written out only when there is something to report.

import type { Member } from './shapes.js';

export type Step =
  | { readonly kind: 'member'; readonly member: Member }
  | { readonly kind: 'item'; readonly number: number }
  | { readonly kind: 'key'; readonly key: string }
  /** A parameter the model does not know, by its name on the wire. */
  | { readonly kind: 'stranger'; readonly name: string };

export interface Path {
  readonly parent: Path | undefined;
  readonly step: Step;
}

export const memberPath = (parent: Path | undefined, member: Member): Path => ({
  parent,
  step: { kind: 'member', member },
});
/** @param number counted from 1, as on the wire. */
export const itemPath = (parent: Path | undefined, number: number): Path => ({
  parent,
  step: { kind: 'item', number },
});
export const keyPath = (parent: Path | undefined, key: string): Path => ({ parent, step: { kind: 'key', key } });
export const strangerPath = (parent: Path | undefined, name: string): Path => ({
  parent,
  step: { kind: 'stranger', name },
});

/** As a caller of EC2 writes it: `Filter.1.Name`. */
export function ec2Notation(path: Path | undefined): string {
  return steps(path)
    .map((step) => (step.kind === 'member' ? step.member.ec2Key : plain(step)))
    .join('.');
}

/** As the other services write it in their validation texts: `tags.1.member.key`. */
export function modelNotation(path: Path | undefined): string {
  return steps(path)
    .map((step) => {
      if (step.kind === 'member') return step.member.name.charAt(0).toLowerCase() + step.member.name.slice(1);
      return step.kind === 'item' ? `${step.number}.member` : plain(step);
    })
    .join('.');
}

function plain(step: Exclude<Step, { kind: 'member' }>): string {
  if (step.kind === 'item') return String(step.number);
  return step.kind === 'key' ? step.key : step.name;
}

function steps(path: Path | undefined): readonly Step[] {
  const found: Step[] = [];
  for (let at = path; at !== undefined; at = at.parent) found.unshift(at.step);
  return found;
}
