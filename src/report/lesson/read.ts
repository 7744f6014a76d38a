// Reports of other people, read back: every file is looked at before anyone complains, and what is wrong is said of each. Pure.

import { type LessonReport, REPORT_KIND } from './model.js';

export interface ReadFile {
  readonly file: string;
  /** Undefined: there is no such file. */
  readonly text: string | undefined;
}

export interface NamedReport {
  readonly file: string;
  readonly report: LessonReport;
}

/** Problems are whole lines, each beginning with its file. */
export function readReports(files: readonly ReadFile[]): {
  readonly reports: readonly NamedReport[];
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  const reports = files.flatMap(({ file, text }): NamedReport[] => {
    const found = text === undefined ? 'there is no such file' : parsed(text);
    if (typeof found === 'string') {
      problems.push(`${file}: ${found}`);
      return [];
    }
    // The same file twice would count its learner twice.
    const twin = seen.get(text ?? '');
    if (twin !== undefined) {
      problems.push(`${file}: it is the same report as ${twin}`);
      return [];
    }
    seen.set(text ?? '', file);
    return [{ file, report: found }];
  });
  return { reports, problems };
}

function parsed(text: string): LessonReport | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is no JSON; make it with --format json';
  }
  if (typeof value !== 'object' || value === null) return 'it is no lesson report';
  const { kind, schemaVersion, lessons } = value as Partial<Record<keyof LessonReport, unknown>>;
  if (kind !== REPORT_KIND) return 'it is no lesson report; make it with: ha-lab lesson report --format json';
  if (schemaVersion !== 1) return `its format ${String(schemaVersion)} is newer than this ha-lab`;
  if (!Array.isArray(lessons) || !lessons.every(isSection)) return 'it is a lesson report, but damaged';
  return value as LessonReport;
}

/** As much as the merge reads of a lesson. */
function isSection(value: unknown): boolean {
  const { id, number, title, attempts } = Object(value) as Record<string, unknown>;
  return (
    [id, number, title].every((one) => typeof one === 'string') && Array.isArray(attempts) && attempts.every(isAttempt)
  );
}

function isAttempt(value: unknown): boolean {
  const { understood } = Object(value) as Record<string, unknown>;
  return (
    Array.isArray(understood) &&
    understood.every((one) => {
      const { id, ask, kind, options } = Object(one) as Record<string, unknown>;
      return [id, ask, kind].every((text) => typeof text === 'string') && Array.isArray(options);
    })
  );
}
