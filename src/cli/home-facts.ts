// Where somebody is: projects, the sandbox's clock, open drills, the place in the course. What cannot be read is left out: `status` explains it.

import { basename, join, relative } from 'node:path';
import { LabError } from '../errors.js';
import { told } from '../lab/hidden.js';
import { openSandbox, visitSandbox } from '../lab/open-sandbox.js';
import { isDeployed } from '../lab/state-file.js';
import { UndoLog } from '../lab/undo-log.js';
import { newestFirst, projectsIn, type Workbook } from '../lab/workbook.js';
import { loadCourse } from '../lesson/course.js';
import { Progress } from '../lesson/progress.js';
import type { HomeFacts, HomeProject } from '../report/home-text.js';
import type { SandboxStatus } from '../sandbox/index.js';

export async function homeFacts(workbook: Workbook): Promise<HomeFacts> {
  const projects = projectsOf(workbook);
  const standing = projects.some(({ state }) => state === 'deployed');
  const clock = standing ? await readable(() => clockOf(workbook)) : undefined;
  return {
    projects,
    ...(clock === undefined ? {} : { clock }),
    // Only read: the way to the undo log that a drill takes would make its folder.
    drills: told(new UndoLog(join(workbook.ours, 'undo.jsonl')).open()).map(({ project, title }) => ({
      project,
      title,
    })),
    course: courseOf(workbook),
  };
}

function projectsOf(workbook: Workbook): readonly HomeProject[] {
  const folders = newestFirst(projectsIn(workbook));
  return folders.map((folder) => ({
    name: basename(folder),
    state: stateOf(workbook, folder),
    named: folders.length === 1 ? [] : ['--project', relative(process.cwd(), folder) || '.'],
  }));
}

function stateOf(workbook: Workbook, folder: string): HomeProject['state'] {
  try {
    return isDeployed(workbook, folder) ? 'deployed' : 'not deployed';
  } catch (error) {
    if (error instanceof LabError) return 'unreadable';
    throw error;
  }
}

async function clockOf(workbook: Workbook): Promise<HomeFacts['clock']> {
  const open = (await visitSandbox(workbook)) ?? (await openSandbox(workbook));
  try {
    const status = await open.control.status();
    return { sinceMs: status.now - status.startedAt, pace: paceText(status) };
  } finally {
    await open.close();
  }
}

function paceText({ speed, instant }: SandboxStatus): string {
  if (instant) return 'runs before each answer';
  return speed === 0 ? 'stands still between commands' : `runs ×${speed}`;
}

function courseOf(workbook: Workbook): HomeFacts['course'] {
  const { lessons } = loadCourse();
  const progress = new Progress(workbook);
  const places = lessons.map(({ id, number, title }) => ({ id, number, title, state: progress.stateOf(id) }));
  const [open, next] = [places.find(({ state }) => state === 'begun'), places.find(({ state }) => state === 'new')];
  return {
    lessons: lessons.length,
    passed: places.filter(({ state }) => state === 'done' || state === 'skipped').length,
    ...(open === undefined ? {} : { open: { id: open.id, number: open.number, title: open.title } }),
    ...(next === undefined ? {} : { next: { id: next.id, number: next.number, title: next.title } }),
  };
}

async function readable<Value>(ask: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}
