// From expressions to values: looks references up among what is known so far, and brings values to the kind their schema asks for.

import type { Reference } from './references.js';
import type { Attribute, Block, Schema } from './schema.js';
import type { Expression } from './stack.js';
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from './value.js';

/** Address → attributes, `id` among them. An address that is missing counts as unknown. */
export type Scope = ReadonlyMap<string, ValueMap>;

/** The configured part of a resource: what is not configured is absent; blocks are lists. */
export function evaluateBody(body: Readonly<Record<string, Expression>>, schema: Schema, scope: Scope): ValueMap {
  const result: Record<string, Value> = {};
  for (const [name, expression] of Object.entries(body)) {
    const described = schema[name];
    if (described === undefined) continue;
    const value =
      described.nesting === 'attribute'
        ? convert(evaluate(expression, scope), described)
        : evaluateBlock(expression, described, scope);
    if (value !== null) result[name] = value;
  }
  return result;
}

function evaluateBlock(expression: Expression, { fields }: Block, scope: Scope): Value {
  const elements = expression.kind === 'list' ? expression.items : [expression];
  return elements.map((element) => (element.kind === 'map' ? evaluateBody(element.entries, fields, scope) : {}));
}

export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'list':
      return expression.items.map((item) => evaluate(item, scope));
    case 'map':
      return Object.fromEntries(
        Object.entries(expression.entries).map(([name, item]) => [name, evaluate(item, scope)]),
      );
    case 'template': {
      const values = expression.template.map((part) => (typeof part === 'string' ? part : lookUp(part, scope)));
      const [only] = values;
      if (values.length === 1 && only !== undefined) return only;
      return values.includes(UNKNOWN) ? UNKNOWN : values.map((value) => asText(value)).join('');
    }
  }
}

function lookUp(reference: Reference, scope: Scope): Value {
  let value: Value = scope.get(reference.address) ?? UNKNOWN;
  for (const step of reference.path) {
    if (value === UNKNOWN) return UNKNOWN;
    if (typeof step === 'number') value = isList(value) ? (value[step] ?? null) : null;
    else if (isMap(value)) value = value[step] ?? null;
    // `aws_lb_target_group.a.health_check.path` is short for the only block's.
    else value = isList(value) && isMap(value[0]) ? (value[0][step] ?? null) : null;
  }
  return value;
}

function asText(value: Value): string {
  return value === null ? '' : String(value);
}

/** Terraform converts between text, numbers and truth where they mean the same. */
export function convert(value: Value, described: Attribute): Value {
  if (value === UNKNOWN || value === null) return value;
  switch (described.kind) {
    case 'string':
    case 'policy':
      return typeof value === 'string' ? value : asText(value);
    case 'number':
      return typeof value === 'string' ? Number(value) : value;
    case 'boolean':
      return typeof value === 'string' ? value === 'true' : value;
    case 'list':
    case 'set':
      return isList(value) ? value.map((item) => (item === UNKNOWN ? item : asText(item))) : value;
    case 'map':
      return isMap(value) ? textMap(value) : value;
  }
}

function textMap(value: ValueMap): ValueMap {
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([name, item]) => [name, item === UNKNOWN ? item : asText(item)]));
}
