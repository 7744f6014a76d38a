// Our plans and schemas held against the real Terraform and its AWS provider, where a machine has them. No server, no network.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/applier/index.js';
import type { Schema } from '../../src/applier/schema.js';
import { findTerraform } from '../helpers/terraform.js';
import { EDITS } from './helpers/edits.js';
import { type ProviderSchemas, RealTerraform, type SchemaBlock } from './helpers/real-terraform.js';

const found = findTerraform();
const missing = 'missing' in found ? found.missing : undefined;

describe.skipIf(missing !== undefined)(
  `the real Terraform${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ha-lab-terraform-'));
    let schemas: ProviderSchemas;
    let plans: readonly Readonly<Record<string, unknown>>[];

    beforeAll(async () => {
      if ('missing' in found) return;
      const terraform = await RealTerraform.in(folder, found);
      schemas = await terraform.schemas();
      plans = await terraform.plans(EDITS, schemas);
    }, 300_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.each(EDITS.map((edit, index) => [edit.name, index, edit] as const))(
      'plans for "%s" what our table says',
      (_, index, { plans: ours }) => {
        expect(plans[index]).toEqual(ours);
      },
    );

    test('every attribute we describe is one of the provider, of the same kind and presence', () => {
      const resources = Object.values(CATALOGUE.resources).flatMap(({ type, schema }) =>
        differences(type, schema, schemas.resources[type]?.block),
      );
      const data = Object.values(CATALOGUE.dataSources).flatMap(({ type, schema }) =>
        differences(`data.${type}`, schema, schemas.dataSources[type]?.block),
      );
      expect([...resources, ...data]).toEqual([]);
    });
  },
);

function differences(place: string, schema: Schema, block: SchemaBlock | undefined): readonly string[] {
  return Object.entries(schema).flatMap(([name, described]) => {
    const at = `${place}.${name}`;
    if (described.nesting !== 'attribute') {
      const nested = block?.block_types?.[name];
      return nested === undefined ? [`${at} is no block`] : differences(at, described.fields, nested.block);
    }
    const real = block?.attributes?.[name];
    if (real === undefined) return [`${at} is unknown`];
    const kind = Array.isArray(real.type) ? real.type[0] : real.type === 'bool' ? 'boolean' : real.type;
    const ours = described.kind === 'policy' ? 'string' : described.kind;
    return [
      ...(kind === ours ? [] : [`${at} is a ${String(kind)}, not a ${ours}`]),
      // Ours may be narrower (refused by name), never wider.
      ...(described.settable && real.required !== true && real.optional !== true ? [`${at} cannot be set`] : []),
      ...(real.required === true && !described.required ? [`${at} is required`] : []),
      ...(described.settable && !described.required && described.computed !== (real.computed === true)
        ? [`${at} computed: ${String(real.computed)}`]
        : []),
    ];
  });
}
