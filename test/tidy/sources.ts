// The project's own sources as data for the tidiness tests: files, their imports, their functions' lengths. Parsed with TypeScript.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from '@typescript/typescript6';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface SourceFile {
  /** From the root, with slashes: `src/kernel/kernel.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly syntax: ts.SourceFile;
}

export interface Import {
  /** A path from the root for our own files, else the package's specifier. */
  readonly target: string;
  readonly typeOnly: boolean;
}

export function sourcesUnder(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules') && !name.includes('fixtures'))
    .map((name) => join(ROOT, folder, name))
    .sort()
    .map(readSource);
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const path = relative(ROOT, file).replaceAll('\\', '/');
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    syntax: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true),
  };
}

export function importsOf(source: SourceFile): readonly Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = node.importClause;
      const named = clause?.namedBindings;
      const allTypes =
        named !== undefined && ts.isNamedImports(named) && named.elements.length > 0 && clause?.name === undefined
          ? named.elements.every((element) => element.isTypeOnly)
          : false;
      imports.push({
        target: resolveTarget(source.path, node.moduleSpecifier.text),
        typeOnly: clause?.isTypeOnly === true || allTypes,
      });
    }
    if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      imports.push({ target: resolveTarget(source.path, node.moduleSpecifier.text), typeOnly: node.isTypeOnly });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument)) {
        imports.push({ target: resolveTarget(source.path, argument.text), typeOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source.syntax);
  return imports;
}

function resolveTarget(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(ROOT, resolve(ROOT, dirname(from), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');
}

export interface FunctionLength {
  readonly name: string;
  readonly lines: number;
}

/** Every function with a body, outermost and nested, with its length from the first line of its declaration to its closing brace. */
export function functionLengths(source: SourceFile): readonly FunctionLength[] {
  const found: FunctionLength[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const start = source.syntax.getLineAndCharacterOfPosition(node.getStart()).line;
      const end = source.syntax.getLineAndCharacterOfPosition(node.getEnd()).line;
      const name = node.name !== undefined && 'getText' in node.name ? node.name.getText() : `line ${start + 1}`;
      found.push({ name, lines: end - start + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source.syntax);
  return found;
}
