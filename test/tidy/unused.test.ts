// Nothing is exported that nobody uses: what is left over from a change goes with it.

import ts from '@typescript/typescript6';
import { expect, test } from 'vitest';
import { type SourceFile, sourcesUnder } from './sources.js';

/** What the program itself has no use for, and why it stands in `src/` all the same. */
const FOR_TESTS: Readonly<Record<string, string>> = {
  allows: 'how a policy is read; a test asks it for each call that the code makes',
  brokenInvariants: 'what must hold in every world; storms ask after each step',
};

test('every exported name is used, and not by tests alone', () => {
  const used = new Set(['src', 'scripts', 'bench'].flatMap(sourcesUnder).flatMap(namesUsed));
  const unused = sourcesUnder('src').flatMap((source) =>
    exportedNames(source)
      .filter((name) => !used.has(name) && !ENTRY_POINTS.has(name) && !Object.hasOwn(FOR_TESTS, name))
      .map((name) => `${source.path}: ${name}`),
  );
  expect(unused).toEqual([]);
});

/** Called from JavaScript: `bin/ha-lab.js`. */
const ENTRY_POINTS = new Set(['runCommandLine']);

function exportedNames({ syntax }: SourceFile): readonly string[] {
  return syntax.statements.flatMap((statement) => {
    const flags = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const has = (kind: ts.SyntaxKind): boolean => flags.some((flag) => flag.kind === kind);
    if (!has(ts.SyntaxKind.ExportKeyword) || has(ts.SyntaxKind.DefaultKeyword)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => leaves(name));
    return 'name' in statement && statement.name !== undefined ? [(statement.name as ts.Identifier).text] : [];
  });
}

const leaves = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : leaves(element.name)));

/** By name only, whoever else may bear it; passing one on, or importing it under its own name, is no use of it. */
function namesUsed({ syntax }: SourceFile): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
      if (node.propertyName !== undefined) names.push(node.propertyName.text);
      return;
    }
    if (ts.isIdentifier(node) && !declares(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(syntax);
  return names;
}

const declares = (node: ts.Identifier): boolean =>
  (ts.isFunctionDeclaration(node.parent) ||
    ts.isVariableDeclaration(node.parent) ||
    ts.isClassDeclaration(node.parent) ||
    ts.isInterfaceDeclaration(node.parent) ||
    ts.isTypeAliasDeclaration(node.parent)) &&
  node.parent.name === node;
