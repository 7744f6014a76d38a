// Which words an operation's handler knows: all names and texts in its source and in what it uses of its own service. An input member that is not
// among them is read by nobody. Coarse on purpose: it finds what was forgotten, not what is read wrongly.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from '@typescript/typescript6';
import { ROOT } from '../tidy/sources.js';

interface Source {
  readonly path: string;
  readonly tree: ts.SourceFile;
  /** Functions, classes and constants at the top, by name. */
  readonly declared: ReadonlyMap<string, ts.Node>;
  readonly imported: ReadonlyMap<string, { readonly path: string; readonly name: string }>;
}

const SERVICES = join(ROOT, 'src/sandbox/services');
const sources = new Map<string, Source>();

function sourceAt(path: string): Source {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const declared = new Map<string, ts.Node>();
  const imported = new Map<string, { path: string; name: string }>();
  for (const statement of tree.statements) {
    if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name !== undefined) {
      declared.set(statement.name.text, statement);
    }
    if (ts.isVariableStatement(statement)) {
      for (const one of statement.declarationList.declarations) {
        if (ts.isIdentifier(one.name)) declared.set(one.name.text, one);
      }
    }
    for (const [name, from] of namesFrom(statement, path)) imported.set(name, from);
  }
  const source = { path, tree, declared, imported };
  sources.set(path, source);
  return source;
}

/** What `import { a } from './b.js'`, or the export of the same form, brings in from a service. */
function namesFrom(statement: ts.Statement, path: string): [string, { path: string; name: string }][] {
  const clause = ts.isImportDeclaration(statement)
    ? statement.importClause?.namedBindings
    : ts.isExportDeclaration(statement)
      ? statement.exportClause
      : undefined;
  const specifier = (statement as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier;
  if (clause === undefined || specifier === undefined || !ts.isStringLiteral(specifier)) return [];
  const target = resolve(dirname(path), specifier.text.replace(/\.js$/, '.ts'));
  if (!target.startsWith(SERVICES) || !existsSync(target)) return [];
  if (!ts.isNamedImports(clause) && !ts.isNamedExports(clause)) return [];
  return clause.elements.map((one) => [one.name.text, { path: target, name: (one.propertyName ?? one.name).text }]);
}

function addWords(source: Source, node: ts.Node, words: Set<string>, seen: Set<string>): void {
  if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) words.add(node.text);
  if (ts.isIdentifier(node)) follow(source, node.text, words, seen);
  ts.forEachChild(node, (child) => addWords(source, child, words, seen));
}

function follow(source: Source, name: string, words: Set<string>, seen: Set<string>): void {
  const key = `${source.path}#${name}`;
  if (seen.has(key)) return;
  seen.add(key);
  const here = source.declared.get(name);
  if (here !== undefined) addWords(source, here, words, seen);
  const there = source.imported.get(name);
  if (there !== undefined) follow(sourceAt(there.path), there.name, words, seen);
}

/** The words of each handler of a service, by operation: of the members of every `{ … } satisfies …Operations` in it. */
export function wordsByOperation(service: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  const folder = join(SERVICES, service);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = sourceAt(join(folder, file));
    const visit = (node: ts.Node): void => {
      if (ts.isSatisfiesExpression(node) && ts.isObjectLiteralExpression(node.expression)) {
        for (const member of node.expression.properties) {
          if (member.name === undefined || !ts.isIdentifier(member.name)) continue;
          const words = new Set<string>();
          // Not the operation's own name, unless the handler says it.
          const isShort = ts.isShorthandPropertyAssignment(member);
          if (isShort) follow(source, member.name.text, words, new Set());
          else
            member.forEachChild((part) =>
              part === member.name ? undefined : addWords(source, part, words, new Set()),
            );
          found.set(member.name.text, words);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source.tree);
  }
  return found;
}
