// Reads the synthesised `cdk.tf.json` into a stack: resources, data sources, outputs and the provider's settings, with their
// expressions parsed. Whatever Terraform would act on and we would not is a problem with its place, never passed over.

import type { Problem } from './problem.js';
import { parseReference, parseTemplate, type Reference, type Template } from './references.js';

/** An argument as configured: a template for every string, other values as they are. */
export type Expression =
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'constant'; readonly value: number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, Expression>> };

export interface StackResource {
  readonly address: string;
  readonly type: string;
  readonly mode: 'resource' | 'data';
  readonly body: Readonly<Record<string, Expression>>;
  /** Addresses it needs: of its references and of `depends_on`. Sorted. */
  readonly dependencies: readonly string[];
  readonly ignoreChanges: readonly string[] | 'all';
  readonly createBeforeDestroy: boolean;
  readonly preventDestroy: boolean;
}

export interface Stack {
  readonly resources: readonly StackResource[];
  readonly outputs: Readonly<Record<string, Expression>>;
  readonly region: string | undefined;
  readonly defaultTags: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

/** `terraform` (versions, backend) speaks to the terraform binary about itself; the rest is the stack. */
const SECTIONS = new Set(['terraform', 'provider', 'resource', 'data', 'output', '//']);
const META = new Set(['depends_on', 'lifecycle', '//']);
const REFUSED_META = new Set(['count', 'for_each', 'provider', 'provisioner', 'connection', 'dynamic']);
const LIFECYCLE = new Set(['ignore_changes', 'create_before_destroy', 'prevent_destroy']);

/** Problems are appended to `problems`; the stack holds what could be read. */
export function readStack(json: Json, problems: Problem[]): Stack {
  for (const [section, content] of Object.entries(json)) {
    if (SECTIONS.has(section)) continue;
    for (const name of Object.keys(record(content))) {
      problems.push({
        code: 'UNSUPPORTED_RESOURCE',
        place: `${section}.${name}`,
        message: `${section} blocks are not supported`,
      });
    }
  }
  const read = (mode: 'resource' | 'data') =>
    Object.entries(record(json[mode])).flatMap(([type, named]) =>
      Object.entries(record(named)).map(([name, body]) => readResource(mode, type, name, record(body), problems)),
    );
  const resources = [...read('data'), ...read('resource')].sort((a, b) => (a.address < b.address ? -1 : 1));
  const outputs = Object.entries(record(json.output)).map(
    ([name, output]) => [name, readOutput(name, record(output), problems)] as const,
  );
  return { resources, outputs: Object.fromEntries(outputs), ...readProvider(record(json.provider), problems) };
}

function readResource(
  mode: 'resource' | 'data',
  type: string,
  name: string,
  json: Json,
  problems: Problem[],
): StackResource {
  const address = mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
  const body: Record<string, Expression> = {};
  for (const [argument, value] of Object.entries(json)) {
    if (META.has(argument)) continue;
    const place = `${address}.${argument}`;
    if (REFUSED_META.has(argument)) {
      problems.push({
        code: 'UNSUPPORTED_ATTRIBUTE',
        place,
        message: `the meta-argument ${argument} is not supported`,
      });
    } else if (value !== null && value !== undefined) {
      body[argument] = readExpression(value, place, problems);
    }
  }
  const explicit = readDependsOn(json.depends_on, address, problems);
  const implied = Object.values(body)
    .flatMap(referencesOf)
    .map((reference) => reference.address);
  return {
    address,
    type,
    mode,
    body,
    dependencies: [...new Set([...explicit, ...implied])].sort(),
    ...readLifecycle(json, address, problems),
  };
}

function readOutput(name: string, json: Json, problems: Problem[]): Expression {
  for (const argument of Object.keys(json)) {
    if (argument === 'value' || argument === 'description' || argument === '//') continue;
    const message = `the output argument ${argument} is not supported`;
    problems.push({ code: 'UNSUPPORTED_ATTRIBUTE', place: `output.${name}.${argument}`, message });
  }
  return readExpression(json.value ?? null, `output.${name}`, problems);
}

function readDependsOn(value: unknown, address: string, problems: Problem[]): readonly string[] {
  return items(value).flatMap((entry) => {
    const text = String(entry).replace(/^\$\{(.*)\}$/, '$1');
    if (/^(data\.)?[a-z][a-z0-9_]*\.[\w-]+$/.test(text)) return [text];
    const reference = parseReference(text);
    if (reference !== undefined) return [reference.address];
    problems.push({
      code: 'UNSUPPORTED_EXPRESSION',
      place: `${address}.depends_on`,
      message: `"${text}" is not the address of a resource`,
    });
    return [];
  });
}

type Lifecycle = Pick<StackResource, 'ignoreChanges' | 'createBeforeDestroy' | 'preventDestroy'>;

function readLifecycle(json: Json, address: string, problems: Problem[]): Lifecycle {
  const [first] = items(json.lifecycle);
  const lifecycle = record(first);
  const refuse = (place: string, message: string): void => {
    problems.push({ code: 'UNSUPPORTED_ATTRIBUTE', place: `${address}.lifecycle.${place}`, message });
  };
  for (const name of Object.keys(lifecycle)) {
    if (!LIFECYCLE.has(name)) refuse(name, `the lifecycle argument ${name} is not supported`);
  }
  const ignored = items(lifecycle.ignore_changes).map(String);
  for (const name of ignored.filter((each) => !/^[a-z_0-9]+$/.test(each))) {
    refuse('ignore_changes', `"${name}" is not a whole attribute; only whole attributes can be ignored`);
  }
  return {
    ignoreChanges: ignored.includes('all') ? 'all' : ignored,
    createBeforeDestroy: lifecycle.create_before_destroy === true,
    preventDestroy: lifecycle.prevent_destroy === true,
  };
}

function readProvider(json: Json, problems: Problem[]): Pick<Stack, 'region' | 'defaultTags'> {
  const refuse = (place: string, message: string): void => {
    problems.push({ code: 'UNSUPPORTED_ATTRIBUTE', place, message });
  };
  for (const name of Object.keys(json)) {
    if (name !== 'aws')
      problems.push({
        code: 'UNSUPPORTED_RESOURCE',
        place: `provider.${name}`,
        message: 'only the provider aws is supported',
      });
  }
  const configured = items(json.aws).map(record);
  if (configured.length > 1)
    refuse('provider.aws[1]', 'a second configuration of the provider (alias) is not supported');
  const provider = configured[0] ?? {};
  for (const name of Object.keys(provider)) {
    if (name !== 'region' && name !== 'default_tags' && name !== '//') {
      refuse(`provider.aws.${name}`, `the provider argument ${name} is not supported`);
    }
  }
  const [tagBlock] = items(provider.default_tags);
  const tags = Object.entries(record(record(tagBlock).tags)).map(([key, value]) => [
    key,
    plainText(value, `provider.aws.default_tags.${key}`, problems),
  ]);
  const region =
    provider.region === undefined ? undefined : plainText(provider.region, 'provider.aws.region', problems);
  return { region, defaultTags: Object.fromEntries(tags) };
}

/** Provider settings must be known before anything is planned. */
function plainText(value: unknown, place: string, problems: Problem[]): string {
  const parsed = parseTemplate(String(value));
  if (parsed.outcome === 'template' && parsed.template.length === 1 && typeof parsed.template[0] === 'string')
    return parsed.template[0];
  problems.push({ code: 'UNSUPPORTED_EXPRESSION', place, message: `${String(value)} must be a plain text` });
  return '';
}

export function readExpression(value: unknown, place: string, problems: Problem[]): Expression {
  if (typeof value === 'string') return readTemplate(value, place, problems);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return { kind: 'constant', value };
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item, index) => readExpression(item, `${place}[${index}]`, problems)) };
  }
  const entries = Object.entries(record(value)).filter(([name, item]) => name !== '//' && item !== undefined);
  return {
    kind: 'map',
    entries: Object.fromEntries(
      entries.map(([name, item]) => [name, readExpression(item, `${place}.${name}`, problems)]),
    ),
  };
}

function readTemplate(source: string, place: string, problems: Problem[]): Expression {
  const parsed = parseTemplate(source);
  if (parsed.outcome === 'template') return { kind: 'template', template: parsed.template };
  const message = `${parsed.expression} is ${parsed.reason}; only plain references and text around them are understood`;
  problems.push({ code: 'UNSUPPORTED_EXPRESSION', place, message });
  return { kind: 'constant', value: null };
}

/** Every reference within, in reading order. */
export function referencesOf(expression: Expression): readonly Reference[] {
  switch (expression.kind) {
    case 'template':
      return expression.template.filter((part) => typeof part !== 'string');
    case 'list':
      return expression.items.flatMap(referencesOf);
    case 'map':
      return Object.values(expression.entries).flatMap(referencesOf);
    case 'constant':
      return [];
  }
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** Terraform's JSON writes one block as an object or as a list of one. */
function items(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
