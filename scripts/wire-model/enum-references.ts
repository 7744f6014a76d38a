// Which enum a structure's member takes. The schemas do not say; the SDK's declaration files do, so they are parsed (not type-checked:
// an enum is always a plain reference, alone, in an array or as the value of a record).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from '@typescript/typescript6';

/** `interface name` → `member name` → name of the type its leaf refers to. */
export type TypeReferences = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function readTypeReferences(declarationFolder: string): TypeReferences {
  const references = new Map<string, ReadonlyMap<string, string>>();
  for (const file of readdirSync(declarationFolder).filter((name) => name.endsWith('.d.ts'))) {
    const text = readFileSync(join(declarationFolder, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
    for (const statement of source.statements) {
      if (ts.isInterfaceDeclaration(statement))
        references.set(statement.name.text, memberReferences(statement, source));
    }
  }
  return references;
}

function memberReferences(declaration: ts.InterfaceDeclaration, source: ts.SourceFile): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const member of declaration.members) {
    if (!ts.isPropertySignature(member) || member.type === undefined) continue;
    const reference = leafReference(member.type);
    if (reference !== undefined) members.set(member.name.getText(source), reference);
  }
  return members;
}

/** The referred name in `X | undefined`, `X[]`, `(X | undefined)[]`, `Record<string, X>` and `Partial<Record<K, X>>`. */
function leafReference(type: ts.TypeNode): string | undefined {
  if (ts.isUnionTypeNode(type)) return first(type.types.map(leafReference));
  if (ts.isParenthesizedTypeNode(type)) return leafReference(type.type);
  if (ts.isArrayTypeNode(type)) return leafReference(type.elementType);
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined;
  const container = type.typeName.text === 'Record' || type.typeName.text === 'Partial';
  const value = type.typeArguments?.at(-1);
  return container && value !== undefined ? leafReference(value) : type.typeName.text;
}

function first(names: readonly (string | undefined)[]): string | undefined {
  return names.find((name) => name !== undefined);
}
