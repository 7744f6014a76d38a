// Reads ha-lab.json and reports every problem at once, each with file:line:column and what to do.
import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { LabError } from '../errors.js';
import { nearest } from '../nearest.js';
import { type Config, configSchema } from './config.js';
import { defaultConfig } from './defaults.js';
import { humanIssue } from './resolve.js';
import { checkConfig, type Finding } from './rules/index.js';

export interface LoadedConfig {
  readonly config: Config;
  /** What AWS accepts and what then surprises. */
  readonly warnings: readonly Finding[];
}

type Path = readonly PropertyKey[];

interface Problem {
  readonly path: Path;
  readonly message: string;
  /** The problem is the key at the end of the path, not its value. */
  readonly atKey?: boolean;
}

/** Loads and checks a ha-lab.json. Throws LabError INVALID_CONFIG (exit 2) with all problems. */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new LabError(
      'INVALID_CONFIG',
      missing ? `There is no ${file}.` : `${file} cannot be read: ${String(error)}`,
      {
        suggestions: ['name the project folder: --project generated/<name>', 'or make a project: ha-lab new'],
        exitCode: 2,
      },
    );
  }
  return parseConfig(text, file);
}

/** The same for text in hand; `file` is used in messages only. */
export async function parseConfig(text: string, file: string): Promise<LoadedConfig> {
  await requireJson(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: 'json' });
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line}:${lines.linePos(offset).col}`;
  const doubled = document.errors.map(
    (error) =>
      `${at(error.pos[0])}  ${error.code === 'DUPLICATE_KEY' ? 'this key stands here a second time; keep one' : error.message}`,
  );
  if (doubled.length > 0) throw invalid(file, doubled);

  const value: unknown = document.toJS();
  const parsed = configSchema.safeParse(value);
  const findings = parsed.success ? checkConfig(parsed.data) : [];
  const problems = parsed.success ? errorsOf(findings) : parsed.error.issues.flatMap((issue) => explain(issue, value));
  if (problems.length > 0 || !parsed.success) {
    const placed = problems.map((problem) => ({ offset: offsetOf(document, problem), message: problem.message }));
    placed.sort((left, right) => left.offset - right.offset);
    throw invalid(
      file,
      placed.map(({ offset, message }) => `${at(offset)}  ${message}`),
    );
  }
  return { config: parsed.data, warnings: findings.filter((finding) => finding.severity === 'warning') };
}

/** The file must be JSON proper, because the project imports it as such; esbuild knows the place of a slip. */
async function requireJson(text: string, file: string): Promise<void> {
  const { transform } = await import('esbuild');
  try {
    await transform(text, { loader: 'json', logLevel: 'silent' });
  } catch (error) {
    const errors = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    if (errors.length === 0) throw error;
    throw invalid(
      file,
      errors.map(
        ({ text: message, location }) =>
          `${file}${location ? `:${location.line}:${location.column + 1}` : ''}  ${message}`,
      ),
    );
  }
}

function invalid(file: string, lines: readonly string[]): LabError {
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  const ref = /^(.*?:\d+:\d+) /.exec(lines[0] ?? '')?.[1];
  return new LabError('INVALID_CONFIG', `${file} has ${count}:\n${lines.map((line) => `  ${line}`).join('\n')}`, {
    suggestions: [`mend ${lines.length === 1 ? 'it' : 'them'} in ${file} and run the command again`],
    ref,
    exitCode: 2,
  });
}

function errorsOf(findings: readonly Finding[]): Problem[] {
  return findings
    .filter((finding) => finding.severity === 'error')
    .map((finding) => ({ path: finding.path.split('.'), message: `${finding.message}: ${finding.fix}` }));
}

function explain(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  const name = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const guess = nearest(key, knownKeys(issue.path));
      const full = [name, key].filter((part) => part !== '').join('.');
      return {
        path: [...issue.path, key],
        atKey: true,
        message: `${full} is not a known setting${guess ? `; did you mean "${guess}"?` : `; known here: ${knownKeys(issue.path).join(', ')}`}`,
      };
    });
  }
  if (issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined) {
    const key = String(issue.path.at(-1) ?? '');
    const recommended = JSON.stringify(valueAt(defaultConfig(), issue.path));
    return [
      {
        path: issue.path.slice(0, -1),
        message: `${name || 'the file'} is missing${recommended === undefined ? '' : `; recommended: "${key}": ${recommended}`}`,
      },
    ];
  }
  return [{ path: issue.path, message: `${name} ${humanIssue(issue.message)}` }];
}

/** Names of the settings at a place, read off the recommended configuration, which is complete. */
function knownKeys(path: Path): string[] {
  const node = valueAt(defaultConfig(), path);
  return typeof node === 'object' && node !== null ? Object.keys(node) : [];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/** Where the problem stands in the text: the node at the path, or its nearest ancestor that exists. */
function offsetOf(document: Document.Parsed, { path, atKey }: Problem): number {
  if (atKey === true) {
    const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const key = path.at(-1);
    const items =
      typeof parent === 'object' && parent !== null && 'items' in parent && Array.isArray(parent.items)
        ? parent.items
        : [];
    const pair = items.find((item) => item?.key?.value === key);
    if (pair) return pair.key.range[0];
  }
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return node.range[0];
  }
  return 0;
}
