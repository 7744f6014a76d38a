// The expressions that are understood: plain references, and text with plain references in it ("http://${aws_lb.a.dns_name}").
// Functions, conditionals, loops, splats, variables and operators are refused by name.

/** `${aws_vpc.vpc.id}` → address `aws_vpc.vpc`, path `['id']`. Data sources have addresses that begin with `data.`. */
export interface Reference {
  readonly address: string;
  readonly path: readonly (string | number)[];
}

/** A string is a sequence of text and references; one reference alone keeps the type of what it names. */
export type Template = readonly (string | Reference)[];

export type Parsed =
  | { readonly outcome: 'template'; readonly template: Template }
  | { readonly outcome: 'refused'; readonly expression: string; readonly reason: string };

const REFERENCE = /^(data\.)?([a-z][a-z0-9_]*)\.([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*|\.\d+|\[\d+\]|\["[^"\\]*"\])+)$/;
const STEP = /\.([A-Za-z_][\w-]*)|\.(\d+)|\[(\d+)\]|\["([^"\\]*)"\]/g;

/** Reads one string of the JSON. `$${` and `%%{` are the escapes for a literal `${` and `%{`. */
export function parseTemplate(source: string): Parsed {
  const parts: (string | Reference)[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('$${', at) || source.startsWith('%%{', at)) {
      text += source.slice(at + 1, at + 3);
      at += 3;
    } else if (source.startsWith('%{', at)) {
      return { outcome: 'refused', expression: source.slice(at), reason: 'a template directive' };
    } else if (source.startsWith('${', at)) {
      const end = closingBrace(source, at + 2);
      if (end === undefined) {
        return { outcome: 'refused', expression: source.slice(at), reason: 'an expression without its closing brace' };
      }
      const expression = source.slice(at + 2, end).trim();
      const reference = parseReference(expression);
      if (reference === undefined) {
        return { outcome: 'refused', expression: `\${${expression}}`, reason: describe(expression) };
      }
      if (text !== '') parts.push(text);
      parts.push(reference);
      text = '';
      at = end + 1;
    } else {
      text += source[at];
      at += 1;
    }
  }
  if (text !== '' || parts.length === 0) parts.push(text);
  return { outcome: 'template', template: parts };
}

/** `aws_vpc.vpc.id` or undefined when it is anything else. */
export function parseReference(expression: string): Reference | undefined {
  const match = REFERENCE.exec(expression);
  const [, data, type, name, rest] = match ?? [];
  if (type === undefined || name === undefined || rest === undefined) return undefined;
  if (data === undefined && ROOTS[type] !== undefined) return undefined;
  const path = [...rest.matchAll(STEP)].map(([, field, dotted, index, key]) => field ?? key ?? Number(dotted ?? index));
  return { address: `${data ?? ''}${type}.${name}`, path };
}

/** The reference as it is written, for messages. */
export function referenceText(reference: Reference): string {
  return (
    reference.address + reference.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  );
}

function closingBrace(source: string, from: number): number | undefined {
  let depth = 1;
  let quoted = false;
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\' && quoted) at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === '{' && !quoted) depth += 1;
    else if (character === '}' && !quoted) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** Words that begin an expression in Terraform but name no resource. */
const ROOTS: Readonly<Record<string, string>> = {
  var: 'a variable',
  local: 'a local value',
  module: 'an output of a module',
  each: 'a value of for_each',
  count: 'the index of count',
  path: 'a path of the file system',
  terraform: "a value of Terraform's own",
  self: 'a reference to the resource itself',
};

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/^[[{]\s*for\s/, 'a for expression'],
  [/\?/, 'a condition'],
  [/\[\*\]|\.\*/, 'a splat'],
  [/^[[{]/, 'a list or an object'],
  [/^"/, 'a quoted string'],
  [/[-+*/%<>=!&|]\s/, 'an operator'],
];

function describe(expression: string): string {
  const call = /^([a-z][a-z0-9_:]*)\s*\(/.exec(expression);
  if (call?.[1] !== undefined) return `a call of the function ${call[1]}`;
  const shape = SHAPES.find(([pattern]) => pattern.test(expression));
  if (shape !== undefined) return shape[1];
  const root = ROOTS[/^[a-z]+/.exec(expression)?.[0] ?? ''];
  if (root !== undefined) return root;
  if (/^(data\.)?[a-z][a-z0-9_]*\.[\w-]+$/.test(expression)) return 'a whole resource instead of one of its attributes';
  return 'not a reference to an attribute';
}
