// The committed wire model is what the generator makes of the installed SDK packages, byte for byte.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateWireModel } from '../../../scripts/wire-model/generate.js';
import { createServiceModel } from '../../../src/sandbox/wire/service-model.js';
import { modelFiles } from './harness.js';

const root = process.cwd();
const folder = join(root, 'src/sandbox/wire/model');

test('the committed files are up to date (else: node scripts/generate-wire-model.mjs)', () => {
  const generated = generateWireModel(root);
  expect(readdirSync(folder).sort()).toEqual([...generated.keys()].sort());
  for (const [name, text] of generated) {
    expect(text === readFileSync(join(folder, name), 'utf8'), `${name} differs from what the generator writes`).toBe(
      true,
    );
  }
});

describe.each(modelFiles)('$service', (file) => {
  test('every operation compiles, and only operations of the service are named', () => {
    const model = createServiceModel(file);
    for (const name of Object.keys(file.operations)) {
      expect(model.status(name)).toBe('modelled');
      const { input, output } = model.operation(name);
      for (const shape of [input, output]) expect(shape?.kind ?? 'structure').toBe('structure');
      expect(model.operation(name)).toBe(model.operation(name));
    }
    for (const name of file.otherOperations) expect(model.status(name)).toBe('named');
    expect(model.status('constructor')).toBe('unknown');
    expect(() => model.operation('constructor')).toThrow('has no operation constructor');
  });

  test('every enum and shape a member refers to is there', () => {
    for (const shape of Object.values(file.shapes)) {
      if (!('members' in shape)) continue;
      for (const member of Object.values(shape.members)) {
        if (typeof member === 'object' && member.enum !== undefined) expect(file.enums[member.enum]).toBeDefined();
      }
    }
  });
});
