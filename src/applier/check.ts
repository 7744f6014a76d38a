// Holds a stack against the catalogue of known types, before anything is planned: unknown types, unknown arguments, missing
// ones, wrong kinds, references to nothing. Collects every problem.

import { circleIn } from './graph.js';
import type { Problem } from './problem.js';
import { type Reference, referenceText } from './references.js';
import type { Catalogue } from './resource-type.js';
import type { Attribute, Block, Schema } from './schema.js';
import { type Expression, referencesOf, type Stack, type StackResource } from './stack.js';

export function checkStack(stack: Stack, catalogue: Catalogue): readonly Problem[] {
  const problems: Problem[] = [];
  const known = new Map(stack.resources.map((resource) => [resource.address, resource]));
  const context: Context = { known, catalogue, problems };
  for (const resource of stack.resources) checkResource(resource, context);
  for (const [name, output] of Object.entries(stack.outputs)) checkReferences(output, `output.${name}`, context);
  const circle = circleIn(stack.resources);
  if (circle !== undefined) {
    problems.push({
      code: 'INVALID_STACK',
      place: circle[0] ?? '',
      message: `depends on itself: ${circle.join(' → ')}`,
    });
  }
  return problems;
}

interface Context {
  readonly known: ReadonlyMap<string, StackResource>;
  readonly catalogue: Catalogue;
  readonly problems: Problem[];
}

/** The schema of a resource or data source, or undefined when its type is not known. */
export function schemaOf(resource: Pick<StackResource, 'mode' | 'type'>, catalogue: Catalogue): Schema | undefined {
  const table = resource.mode === 'data' ? catalogue.dataSources : catalogue.resources;
  return Object.hasOwn(table, resource.type) ? table[resource.type]?.schema : undefined;
}

function checkResource(resource: StackResource, context: Context): void {
  const { problems, known } = context;
  const schema = schemaOf(resource, context.catalogue);
  if (schema === undefined) {
    const what = resource.mode === 'data' ? 'data source' : 'resource';
    problems.push({
      code: 'UNSUPPORTED_RESOURCE',
      place: resource.address,
      message: `the ${what} type ${resource.type} is not known`,
    });
  } else {
    checkBody(resource.body, schema, resource.address, problems);
    checkIgnored(resource, schema, problems);
  }
  for (const [name, expression] of Object.entries(resource.body)) {
    checkReferences(expression, `${resource.address}.${name}`, context);
  }
  const implied = new Set(
    Object.values(resource.body)
      .flatMap(referencesOf)
      .map(({ address }) => address),
  );
  for (const address of resource.dependencies) {
    if (known.has(address) || implied.has(address)) continue;
    problems.push({
      code: 'INVALID_STACK',
      place: `${resource.address}.depends_on`,
      message: `${address} is not in the stack`,
    });
  }
}

function checkIgnored(resource: StackResource, schema: Schema, problems: Problem[]): void {
  if (resource.ignoreChanges === 'all') return;
  for (const name of resource.ignoreChanges.filter((each) => !Object.hasOwn(schema, each))) {
    const place = `${resource.address}.lifecycle.ignore_changes`;
    problems.push({ code: 'UNSUPPORTED_ATTRIBUTE', place, message: `${resource.type} has no known attribute ${name}` });
  }
}

function checkBody(
  body: Readonly<Record<string, Expression>>,
  schema: Schema,
  place: string,
  problems: Problem[],
): void {
  for (const [name, expression] of Object.entries(body)) {
    const described = Object.hasOwn(schema, name) ? schema[name] : undefined;
    const at = `${place}.${name}`;
    if (described === undefined) {
      problems.push({ code: 'UNSUPPORTED_ATTRIBUTE', place: at, message: 'this argument is not known' });
    } else if (described.nesting !== 'attribute') {
      checkBlock(expression, described, at, problems);
    } else if (!described.settable) {
      problems.push({
        code: 'INVALID_STACK',
        place: at,
        message: 'this attribute is set by AWS, it cannot be configured',
      });
    } else {
      checkKind(expression, described, at, problems);
    }
  }
  for (const [name, described] of Object.entries(schema)) {
    if (described.required && body[name] === undefined) {
      problems.push({
        code: 'INVALID_STACK',
        place: `${place}.${name}`,
        message: 'this argument is required and is missing',
      });
    }
  }
}

function checkBlock(expression: Expression, described: Block, place: string, problems: Problem[]): void {
  const elements = expression.kind === 'list' ? expression.items : [expression];
  if (described.nesting === 'single' && elements.length > 1) {
    problems.push({ code: 'INVALID_STACK', place, message: `stands ${elements.length} times; once is the most` });
  }
  elements.forEach((element, index) => {
    const at = elements.length > 1 ? `${place}[${index}]` : place;
    if (element.kind === 'map') checkBody(element.entries, described.fields, at, problems);
    else problems.push({ code: 'INVALID_STACK', place: at, message: 'must be a block (an object)' });
  });
}

/** References are trusted to bring the right kind; written values must have it, or be text that reads as one. */
function checkKind(expression: Expression, described: Attribute, place: string, problems: Problem[]): void {
  if (fits(expression, described)) return;
  const words = {
    string: 'a text',
    number: 'a number',
    boolean: 'true or false',
    list: 'a list',
    set: 'a list',
    map: 'a map of texts',
    policy: 'a JSON document in a text',
  };
  problems.push({ code: 'INVALID_STACK', place, message: `must be ${words[described.kind]}` });
}

function fits(expression: Expression, { kind }: Attribute): boolean {
  if (expression.kind === 'template' && referencesOf(expression).length > 0) return true;
  if (expression.kind === 'constant' && expression.value === null) return true;
  const literal = expression.kind === 'template' ? expression.template.join('') : undefined;
  switch (kind) {
    case 'string':
      return expression.kind === 'template' || expression.kind === 'constant';
    case 'number':
      return (
        (expression.kind === 'constant' && typeof expression.value === 'number') ||
        (literal !== undefined && literal.trim() !== '' && Number.isFinite(Number(literal)))
      );
    case 'boolean':
      return (
        (expression.kind === 'constant' && typeof expression.value === 'boolean') ||
        literal === 'true' ||
        literal === 'false'
      );
    case 'list':
    case 'set':
      return expression.kind === 'list';
    case 'map':
      return expression.kind === 'map';
    case 'policy':
      return literal !== undefined && isJson(literal);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkReferences(expression: Expression, place: string, context: Context): void {
  for (const reference of referencesOf(expression)) {
    const target = context.known.get(reference.address);
    if (target === undefined) {
      const message = `\${${referenceText(reference)}} names ${reference.address}, which is not in the stack`;
      context.problems.push({ code: 'INVALID_STACK', place, message });
      continue;
    }
    const schema = schemaOf(target, context.catalogue);
    if (schema === undefined || reaches(reference, schema)) continue;
    const message = `\${${referenceText(reference)}} names an attribute of ${target.type} that is not known`;
    context.problems.push({ code: 'UNSUPPORTED_ATTRIBUTE', place, message });
  }
}

/** Whether the path of a reference leads somewhere in the schema. Every type has an id. */
function reaches(reference: Reference, schema: Schema): boolean {
  let fields: Schema | undefined = schema;
  for (const [depth, step] of reference.path.entries()) {
    if (typeof step === 'number') continue;
    if (depth === 0 && step === 'id') return reference.path.length === 1;
    if (fields === undefined) return false;
    const described: Attribute | Block | undefined = Object.hasOwn(fields, step) ? fields[step] : undefined;
    if (described === undefined) return false;
    if (described.nesting === 'attribute' && described.kind === 'map') return reference.path.length - depth <= 2;
    fields = described.nesting === 'attribute' ? undefined : described.fields;
  }
  return true;
}
