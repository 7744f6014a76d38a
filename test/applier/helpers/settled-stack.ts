// A stack as it stands right after an apply, made up without any server: every argument as configured, every id and ARN invented.
// Reads answer what the state says, so a plan against it shows only what the edited project changes.

import { readFileSync } from 'node:fs';
import { mergeTags, propose } from '../../../src/applier/difference.js';
import { evaluateBody } from '../../../src/applier/evaluate.js';
import { inOrder } from '../../../src/applier/graph.js';
import type { AwsClients, Catalogue, Plan, State } from '../../../src/applier/index.js';
import { CATALOGUE, makePlan, newState } from '../../../src/applier/index.js';
import type { Schema } from '../../../src/applier/schema.js';
import { readStack } from '../../../src/applier/stack.js';
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from '../../../src/applier/value.js';

export type Json = Readonly<Record<string, unknown>>;

const fixture = new URL('../../fixtures/applier/ha-django.tf.json', import.meta.url);

/** The synthesised JSON of the default project; a fresh copy each time. */
export function haDjango(): Record<string, never> {
  return JSON.parse(readFileSync(fixture, 'utf8'));
}

/** Clients that know their region and answer nothing. */
export const SILENT_CLIENTS = { ec2: { config: { region: async () => 'us-east-1' } } } as unknown as AwsClients;

/** The real types, whose reads answer what is known. */
export const QUIET_CATALOGUE: Catalogue = {
  resources: Object.fromEntries(
    Object.entries(CATALOGUE.resources).map(([name, type]) => [
      name,
      { ...type, read: async (_operation, _id, known) => known },
    ]),
  ),
  dataSources: Object.fromEntries(
    Object.entries(CATALOGUE.dataSources).map(([name, source]) => [
      name,
      {
        ...source,
        read: async (_operation, config) => ({ ...invented(source.schema, config, name), id: `id-of-${name}` }),
      },
    ]),
  ),
};

export function settledState(json: Json): State {
  const stack = readStack(json, []);
  const scope = new Map<string, ValueMap>();
  const resources: Record<string, State['resources'][string]> = {};
  for (const resource of inOrder(stack.resources)) {
    const table = resource.mode === 'data' ? QUIET_CATALOGUE.dataSources : QUIET_CATALOGUE.resources;
    const schema = table[resource.type]?.schema ?? {};
    const proposed = propose(schema, evaluateBody(resource.body, schema, scope), undefined);
    const tagged: ValueMap =
      schema.tags_all === undefined ? proposed : { ...proposed, tags_all: mergeTags(stack.defaultTags, proposed.tags) };
    const attributes = invented(schema, tagged, resource.mode === 'data' ? resource.type : resource.address);
    const id = idOf(resource.type, resource.address);
    scope.set(resource.address, { ...attributes, id });
    if (resource.mode === 'resource')
      resources[resource.address] = { type: resource.type, id, attributes, dependencies: resource.dependencies };
  }
  const outputs = Object.fromEntries(Object.keys(stack.outputs).map((name) => [name, 'unknown before']));
  return { ...newState('ha-django', 0), serial: 1, resources, outputs };
}

/** Terraform checks the form of ids: the prefix by type, then hexadecimal digits; named things have their name for an id. */
const PREFIXES: Readonly<Record<string, string>> = {
  aws_vpc: 'vpc',
  aws_subnet: 'subnet',
  aws_internet_gateway: 'igw',
  aws_eip: 'eipalloc',
  aws_nat_gateway: 'nat',
  aws_route_table: 'rtb',
  aws_route_table_association: 'rtbassoc',
  aws_security_group: 'sg',
  aws_vpc_security_group_ingress_rule: 'sgr',
  aws_vpc_security_group_egress_rule: 'sgr',
  aws_launch_template: 'lt',
};

function idOf(type: string, address: string): string {
  const prefix = PREFIXES[type];
  if (prefix !== undefined) return `${prefix}-${Buffer.from(address).toString('hex').slice(-17)}`;
  return type.startsWith('aws_lb') ? arnOf(address) : address.replace(/\W/g, '-');
}

function arnOf(owner: string): string {
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:${owner.replace(/\W/g, '-')}/0123456789abcdef`;
}

function invented(schema: Schema, values: ValueMap, owner: string): ValueMap {
  return Object.fromEntries(
    Object.entries(schema).map(([name, described]) => [name, known(name, described, values[name] ?? null, owner)]),
  );
}

function known(name: string, described: Schema[string], value: Value, owner: string): Value {
  if (described.nesting !== 'attribute') {
    return (isList(value) ? value : []).map((element) =>
      isMap(element) ? invented(described.fields, element, `${owner}.${name}`) : element,
    );
  }
  if (value !== UNKNOWN && (value !== null || described.settable)) return value;
  if (described.kind === 'number') return 1;
  if (described.kind === 'boolean') return false;
  if (described.kind === 'list' || described.kind === 'set') return [];
  if (name === 'protocol_version') return 'HTTP1';
  return name === 'arn' ? arnOf(owner) : `${name}-of-${owner}`;
}

/** The plan of `json` against the settled stack of `before`. */
export async function planAgainst(
  before: Json,
  json: Json,
  options: { readonly destroy?: boolean } = {},
): Promise<Plan> {
  return makePlan({
    json,
    source: 'cdk.tf.json',
    state: settledState(before),
    clients: SILENT_CLIENTS,
    catalogue: QUIET_CATALOGUE,
    nowMs: 0,
    ...options,
  });
}
