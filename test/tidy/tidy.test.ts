import { describe, expect, test } from 'vitest';
import { BANNED, FLOORS, VIRTUAL_FOLDERS } from './floors.js';
import { functionLengths, importsOf, type SourceFile, sourcesUnder } from './sources.js';

const MOST_FILE_LINES = 300;
const MOST_FUNCTION_LINES = 70;

const sources = sourcesUnder('src');
const tests = sourcesUnder('test');

test('the tidiness tests see the project', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(tests.length).toBeGreaterThan(10);
});

describe('size', () => {
  test(`no file is longer than ${MOST_FILE_LINES} lines`, () => {
    const long = sources.filter(({ lines }) => lines > MOST_FILE_LINES).map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
  });

  test(`no function is longer than ${MOST_FUNCTION_LINES} lines`, () => {
    const long = sources.flatMap((source) =>
      functionLengths(source)
        .filter(({ lines }) => lines > MOST_FUNCTION_LINES)
        .map(({ name, lines }) => `${source.path} ${name}: ${lines}`),
    );
    expect(long).toEqual([]);
  });
});

describe('manner', () => {
  test('every file says in its first line what it is', () => {
    const mute = sources.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text)).map(({ path }) => path);
    expect(mute).toEqual([]);
  });

  test('file names are kebab-case', () => {
    const odd = [...sources, ...tests].map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+$/.test(path));
    expect(odd).toEqual([]);
  });

  test('only oclif commands have a default export', () => {
    const defaults = sources
      .filter(({ text, path }) => /^export default /m.test(text) && !path.startsWith('src/commands/'))
      .map(({ path }) => path);
    expect(defaults).toEqual([]);
  });

  test('only one module speaks to the prompt library', () => {
    const asking = sources.filter((source) => importsOf(source).some(({ target }) => target === '@clack/prompts'));
    expect(asking.map(({ path }) => path)).toEqual(['src/terminal/prompts.ts']);
  });

  test('cdktf is imported by its deep paths only', () => {
    const barrel = sources.filter(({ text }) => /from '@cdktf\/provider-aws'/.test(text)).map(({ path }) => path);
    expect(barrel).toEqual([]);
  });
});

describe('floors', () => {
  const floorOf = (path: string) =>
    [...FLOORS].sort((a, b) => b.folder.length - a.folder.length).find(({ folder }) => path.startsWith(folder));

  test('every source stands on a floor', () => {
    expect(sources.filter(({ path }) => floorOf(path) === undefined).map(({ path }) => path)).toEqual([]);
  });

  test('nobody imports upward, sideways or around', () => {
    const breaches = sources.flatMap((source) => {
      const floor = floorOf(source.path);
      if (floor === undefined) return [];
      const allowed = (target: string, typeOnly: boolean): boolean =>
        target.startsWith(floor.folder) ||
        floor.may.some((prefix) => target.startsWith(prefix)) ||
        (typeOnly && (floor.mayType ?? []).some((prefix) => target.startsWith(prefix)));
      return importsOf(source)
        .filter(({ target, typeOnly }) => !allowed(target, typeOnly))
        .map(({ target }) => `${source.path} → ${target}`);
    });
    expect(breaches).toEqual([]);
  });

  test('commands are imported by nobody', () => {
    const users = sources.flatMap((source) =>
      importsOf(source)
        .filter(({ target }) => target.startsWith('src/commands/') && !source.path.startsWith('src/commands/'))
        .map(({ target }) => `${source.path} → ${target}`),
    );
    expect(users).toEqual([]);
  });

  test('no file reaches itself through what it imports at run time', () => {
    const graph = new Map(sources.map((source) => [source.path, runtimeImports(source)]));
    expect(firstCircle(graph)).toBeUndefined();
  });

  test('below floor 2 the host does not exist', () => {
    const virtual = VIRTUAL_FOLDERS.flatMap(sourcesUnder);
    expect(virtual.length).toBeGreaterThan(30);
    const breaches = virtual.flatMap(({ path, text }) =>
      BANNED.filter(({ pattern }) => pattern.test(withoutComments(text))).map(
        ({ pattern, instead }) => `${path}: ${pattern.source}; use ${instead}`,
      ),
    );
    expect(breaches).toEqual([]);
  });
});

function runtimeImports(source: SourceFile): readonly string[] {
  return importsOf(source)
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ target }) => target);
}

function firstCircle(graph: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path].join(' → ');
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = walk(next, [...trail, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const circle = walk(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
