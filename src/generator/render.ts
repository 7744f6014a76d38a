// From a view to the files of a project, in memory. The list of files is data: templates/cdktf/template.yaml.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../package-root.js';
import type { View } from './view.js';

export interface RenderedFile {
  /** Path inside the project, with forward slashes. */
  readonly to: string;
  readonly content: string;
  /** File mode. */
  readonly mode: number;
  /** What the file is, for the review. */
  readonly about: string;
}

const TEMPLATE_FOLDER = join(PACKAGE_ROOT, 'templates', 'cdktf');

const listSchema = z.strictObject({
  files: z.array(
    z.strictObject({
      source: z.string(),
      to: z.string(),
      about: z.string(),
      when: z.string().optional(),
      mode: z
        .string()
        .regex(/^[0-7]{3}$/)
        .optional(),
    }),
  ),
});

/** Renders every file whose condition holds. Fails on an unknown name in a template: EJS throws with file and line. */
export async function renderProject(view: View): Promise<readonly RenderedFile[]> {
  const { files } = listSchema.parse(parse(readFileSync(join(TEMPLATE_FOLDER, 'template.yaml'), 'utf8')));
  const wanted = files.filter(
    ({ when }) => when === undefined || (view as unknown as Record<string, unknown>)[when] === true,
  );
  const rendered = wanted.map(async ({ source, to, about, mode }) => ({
    to,
    about,
    mode: Number.parseInt(mode ?? '644', 8),
    content: await renderTemplate(source, view),
  }));
  return Promise.all(rendered);
}

/** One template, by its path in the template folder, with exactly the names it uses. */
export async function renderTemplate(source: string, names: object): Promise<string> {
  const { default: ejs } = await import('ejs');
  const filename = join(TEMPLATE_FOLDER, source);
  const content = ejs.render(readFileSync(filename, 'utf8'), names, { filename, escape: escapeXml });
  return content.endsWith('\n') ? content : `${content}\n`;
}

/** `<%= %>` is used in XML only; everything else is text and uses `<%- %>`. */
function escapeXml(value: unknown): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return String(value ?? '').replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Versions of ha-lab's own packages that a generated project needs. */
export function projectVersions(): Readonly<Record<string, string>> {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  const all: Readonly<Record<string, string>> = { ...manifest.dependencies, ...manifest.devDependencies };
  const names = ['cdktf', '@cdktf/provider-aws', 'constructs', 'typescript', '@types/node'];
  return Object.fromEntries(names.map((name) => [name, all[name] ?? '']));
}
