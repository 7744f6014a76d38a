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

/** The project named by `--project`, or the one there is, or the one that is deployed. Throws NO_PROJECT naming the choices. */
export function findProject(workbook: Workbook, from: string, named: string | undefined): string {
  if (named !== undefined) {
    const folder = resolve(from, named);
    if (existsSync(join(folder, CONFIG))) return folder;
    throw noProject(`There is no ${CONFIG} in ${named}.`, workbook, from);
  }
  if (existsSync(join(from, CONFIG))) return resolve(from);
  const projects = projectsIn(workbook);
  const deployed = projects.filter((project) => projects.length === 1 || isDeployed(workbook, project));
  if (deployed.length === 1 && deployed[0] !== undefined) return deployed[0];
  if (projects.length === 0) throw noProject('There is no project here yet.', workbook, from);
  throw noProject(`There are ${projects.length} projects here; say which one.`, workbook, from);
}

function noProject(message: string, workbook: Workbook, from: string): LabError {
  const projects = projectsIn(workbook).map((folder) => `--project ${relative(from, folder) || '.'}`);
  return new LabError('NO_PROJECT', message, {
    suggestions: projects.length > 0 ? projects : ['ha-lab new --yes   writes one with the recommended settings'],
    exitCode: 2,
  });
}
