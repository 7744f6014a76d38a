// Everything that is wrong with a synthesised project, collected and then said at once.

import { LabError, type LabErrorCode } from '../errors.js';

export interface Problem {
  readonly code: 'UNSUPPORTED_RESOURCE' | 'UNSUPPORTED_ATTRIBUTE' | 'UNSUPPORTED_EXPRESSION' | 'INVALID_STACK';
  /** Resource address and attribute path: `aws_lb.front.access_logs[0].bucket`. */
  readonly place: string;
  readonly message: string;
}

/** The first of these that occurs gives the error its code. */
const ORDER: readonly Problem['code'][] = [
  'UNSUPPORTED_RESOURCE',
  'UNSUPPORTED_ATTRIBUTE',
  'UNSUPPORTED_EXPRESSION',
  'INVALID_STACK',
];

const NEXT_STEP: Record<Problem['code'], string> = {
  UNSUPPORTED_RESOURCE:
    'Take it out of the project, or run terraform itself on the synthesised file (it is plain Terraform JSON).',
  UNSUPPORTED_ATTRIBUTE:
    'Take the argument out of the project, or run terraform itself on the synthesised file (it is plain Terraform JSON).',
  UNSUPPORTED_EXPRESSION:
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is Terraform's own notation.
    'Compute the value in TypeScript (main.ts, lib/*.ts) so that only plain references such as ${aws_vpc.vpc.id} are left.',
  INVALID_STACK: 'Correct the named place in the project (main.ts, lib/*.ts or ha-lab.json) and plan again.',
};

/** One error that names every problem. */
export function problemsError(problems: readonly Problem[], source: string): LabError {
  const sorted = [...problems].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code) || order(a.place, b.place));
  const code: LabErrorCode = sorted[0]?.code ?? 'INVALID_STACK';
  const lines = sorted.map((problem) => `  ${problem.place}: ${problem.message}`);
  const what = sorted.length === 1 ? 'one thing' : `${sorted.length} things`;
  const kinds = ORDER.filter((kind) => sorted.some((problem) => problem.code === kind));
  return new LabError(
    code,
    `${source} holds ${what} that cannot be applied; nothing was changed:\n${lines.join('\n')}`,
    {
      suggestions: kinds.map((kind) => NEXT_STEP[kind]),
      ref: sorted[0]?.place ?? source,
      exitCode: 2,
    },
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
