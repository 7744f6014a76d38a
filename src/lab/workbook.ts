// The workbook: the folder a learner works in. Everything of ours lies under `.ha-lab/`; the projects under `generated/`.

import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { LabError } from '../errors.js';
import { isDeployed } from './state-file.js';

export interface Workbook {
  readonly folder: string;
  /** `.ha-lab/`, created when first needed. */
  readonly ours: string;
}

const OURS = '.ha-lab';
const CONFIG = 'ha-lab.json';

/** The nearest folder upwards that holds `.ha-lab/`; none: the current one. */
export function findWorkbook(from: string): Workbook {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, OURS))) return workbookAt(folder);
    if (dirname(folder) === folder) return workbookAt(resolve(from));
  }
}

export function workbookAt(folder: string): Workbook {
  return { folder, ours: join(folder, OURS) };
}

export function ensureOurs(workbook: Workbook): string {
  mkdirSync(workbook.ours, { recursive: true });
  return workbook.ours;
}

/** Folders below `generated/` that hold a `ha-lab.json`. */
export function projectsIn(workbook: Workbook): readonly string[] {
  const generated = join(workbook.folder, 'generated');
  if (!existsSync(generated)) return [];
  return readdirSync(generated)
    .map((name) => join(generated, name))
    .filter((folder) => statSync(folder).isDirectory() && existsSync(join(folder, CONFIG)))
    .sort();
}

/** The one whose numbers were written last comes first: who has just made a project means that one. */
export function newestFirst(projects: readonly string[]): readonly string[] {
  const written = (folder: string): number => statSync(join(folder, CONFIG)).mtimeMs;
  return projects.toSorted((left, right) => written(right) - written(left));
}

export interface WhichProject {
  /** Where the command was typed. */
  readonly from: string;
  /** What `--project` says. */
  readonly named?: string | undefined;
  /** Whether it stands where the command looks; absent: on the sandbox. Throws STATE_DAMAGED. */
  readonly stands?: (project: string) => boolean;
  /** The command as it was typed, so that what is said next can be typed, too. */
  readonly command?: string;
}

/** Whoever may be meant, where nobody says more: the folder one is in, the one there is, the one that stands, or else all. */
export function projectsMeant(workbook: Workbook, { from, stands }: WhichProject): readonly string[] {
  if (existsSync(join(from, CONFIG))) return [resolve(from)];
  const projects = projectsIn(workbook);
  const standing = projects.length < 2 ? [] : projects.filter(stands ?? ((project) => isDeployed(workbook, project)));
  return standing.length === 1 ? standing : projects;
}

/** The project named by `--project`, or the one that is meant without a word. Throws NO_PROJECT naming the choices. */
export function findProject(workbook: Workbook, which: WhichProject): string {
  const { from, named } = which;
  if (named !== undefined) {
    const folder = resolve(from, named);
    if (existsSync(join(folder, CONFIG))) return folder;
    throw noProject(`There is no ${CONFIG} in ${named}.`, workbook, which);
  }
  const [project, ...others] = projectsMeant(workbook, which);
  if (project === undefined) throw noProject('There is no project here yet.', workbook, which);
  if (others.length === 0) return project;
  throw noProject(`There are ${others.length + 1} projects here; say which one.`, workbook, which);
}

function noProject(message: string, workbook: Workbook, { from, command }: WhichProject): LabError {
  const before = command === undefined ? '' : `${command} `;
  const projects = projectsIn(workbook).map((folder) => `${before}--project ${relative(from, folder) || '.'}`);
  return new LabError('NO_PROJECT', message, {
    suggestions: projects.length > 0 ? projects : ['ha-lab new --yes   writes one with the recommended settings'],
    exitCode: 2,
  });
}
