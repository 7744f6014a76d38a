// Where somebody is and what to do next, in few lines that fit 80 columns; from facts that others gathered. Pure.

import { indented, tableText } from './table.js';
import { clockText } from './time.js';

export interface HomeFacts {
  readonly projects: readonly HomeProject[];
  /** Of the sandbox; absent: there is none, or it cannot be asked now. */
  readonly clock?: { readonly sinceMs: number; readonly pace: string };
  /** What drills have done and nobody has undone yet. */
  readonly drills: readonly { readonly project: string; readonly title: string }[];
  readonly course: {
    readonly lessons: number;
    /** Done or skipped. */
    readonly passed: number;
    /** Begun and not ended. */
    readonly open?: HomeLesson;
    /** The next new one. */
    readonly next?: HomeLesson;
  };
}

export interface HomeProject {
  readonly name: string;
  readonly state: 'deployed' | 'not deployed' | 'unreadable';
  /** `--project generated/shop`, where there are several to choose from. */
  readonly named: readonly string[];
}

export interface HomeLesson {
  readonly id: string;
  readonly number: string;
  readonly title: string;
}

export interface HomeStep {
  readonly command: readonly string[];
  readonly says: string;
}

const MOST_STEPS = 3;

export const WELCOME = [
  'ha-lab: build a highly available AWS stack, break it, and see what acts.',
  'It runs on a sandbox in this process: no account, no cost, no network.',
].join('\n');

export function homeText(facts: HomeFacts, steps: readonly HomeStep[]): string {
  const nothing = facts.projects.length === 0 && facts.course.open === undefined && facts.course.passed === 0;
  return [nothing ? WELCOME : placeLines(facts).join('\n'), '', stepsText(steps)].join('\n');
}

function stepsText(steps: readonly HomeStep[]): string {
  const rows = steps.map(({ command, says }) => [`  ha-lab ${command.join(' ')}`, says]);
  // Rows without a head; the first line of a table is its head.
  const [, ...lines] = tableText([{ title: '' }, { title: '' }], rows).split('\n');
  return lines.join('\n');
}

function placeLines({ projects, clock, drills, course }: HomeFacts): readonly string[] {
  const of = (drill: { readonly project: string; readonly title: string }): string =>
    `${drill.title}${projects.length > 1 ? `, ${drill.project}` : ''}`;
  const [first, ...more] = drills;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const names = projects.map(({ name, state }) => `${name} (${state})`).join(', ');
  return [
    ...indented('project  ', names === '' ? 'none yet' : names),
    ...(clock === undefined ? [] : [`clock    t+${clockText(clock.sinceMs)}, ${clock.pace}`]),
    ...(first === undefined ? [] : indented('broken   ', `${of(first)}${others}`)),
    ...indented('course   ', `${course.passed} of ${course.lessons} lessons behind you${courseText(course)}`),
  ];
}

function courseText({ open, next }: HomeFacts['course']): string {
  if (open !== undefined) return `; in the middle of ${open.number} ${open.title}`;
  return next === undefined ? '' : `; next ${next.number} ${next.title}`;
}

/** What makes sense from here, most useful first. */
export function nextSteps({ projects, drills, course }: HomeFacts): readonly HomeStep[] {
  const [project] = projects;
  const up = projects.filter(({ state }) => state !== 'not deployed');
  const [standing] = up;
  // The one that stands alone is meant without a word.
  const named = up.length === 1 ? [] : ((standing ?? project)?.named ?? []);
  const lesson: HomeStep =
    course.open === undefined
      ? { command: ['lesson', 'run', ...named], says: 'predict, break and watch: the course' }
      : { command: ['lesson', 'run', course.open.id, ...named], says: 'go on where you left the lesson' };
  const report: HomeStep = { command: ['lesson', 'report', '--open'], says: 'what you said, and what was seen' };
  const unattended: HomeStep = {
    command: ['lesson', 'run', '--all', '--yes'],
    says: 'watch all lessons run by themselves',
  };
  const steps: readonly HomeStep[] = [
    ...(course.open === undefined ? [] : [lesson]),
    ...(drills.length === 0 ? [] : [{ command: ['heal', ...named], says: 'undo what is broken' }]),
    ...stackSteps(project, standing, named, drills.length > 0),
    ...(course.open === undefined ? [lesson] : []),
    ...(course.passed > 0 ? [report] : []),
    ...(standing === undefined ? [unattended] : []),
  ];
  return steps.slice(0, MOST_STEPS);
}

function stackSteps(
  project: HomeProject | undefined,
  standing: HomeProject | undefined,
  named: readonly string[],
  broken: boolean,
): readonly HomeStep[] {
  if (project === undefined) return [{ command: ['new'], says: 'a few questions, and a project of your own' }];
  if (standing === undefined) return [{ command: ['deploy', ...named], says: `build ${project.name} on the sandbox` }];
  const status = { command: ['status', ...named], says: 'how the stack is, and why' };
  if (broken) return [status];
  return [status, { command: ['break', 'stop-docker', ...named], says: 'break one machine, and watch it heal' }];
}
