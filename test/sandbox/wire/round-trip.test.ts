// Every operation of the model, with the SDK's own clients at the other end: what the client sends is what the dispatch sees, what
// the dispatch returns is what the client yields. Inputs and outputs are random; the seeds are fixed so that a failure can be repeated.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProcessHandler } from '../../../src/sandbox/server/in-process.js';
import type { ModelFile } from '../../../src/sandbox/wire/index.js';
import { createServiceModel } from '../../../src/sandbox/wire/service-model.js';
import type { Shape, StructureShape } from '../../../src/sandbox/wire/shapes.js';
import { anyText, arbitraryOf, type Limits, xmlText } from './arbitrary.js';
import { type ClientCase, clientCases } from './clients.js';
import { createHarness, modelFiles } from './harness.js';

const seeds = [1, 20261123, -7];
const runsPerSeed = 3;
/** Their caller has no credentials yet. */
const unsigned = new Set(['AssumeRoleWithWebIdentity']);
const nothing: StructureShape = { kind: 'structure', members: [], union: false };

const structureOf = (shape: Shape | undefined): StructureShape => (shape?.kind === 'structure' ? shape : nothing);

function fileOf(entry: ClientCase): ModelFile {
  const file = modelFiles.find(({ service }) => service === entry.service);
  if (file === undefined) throw new Error(`no model of ${entry.service}`);
  return file;
}

function limitsOf(entry: ClientCase, direction: 'input' | 'output'): Limits {
  const form = entry.protocol === 'ec2Query' || entry.protocol === 'awsQuery';
  const tokens = Object.values(fileOf(entry).shapes).flatMap((shape) =>
    'members' in shape
      ? Object.entries(shape.members).flatMap(([name, member]) =>
          typeof member === 'object' && member.idempotencyToken === true ? [name] : [],
        )
      : [],
  );
  return {
    emptyParts: !form,
    text: form && direction === 'output' ? xmlText : anyText,
    tokens: new Set(direction === 'input' ? tokens : []),
  };
}

describe.each(clientCases)('$name', (entry) => {
  const model = createServiceModel(fileOf(entry));
  const operations = Object.keys(model.file.operations);

  test.each(operations)('%s arrives as sent and returns as answered', async (name) => {
    const operation = model.operation(name);
    let answer: unknown;
    const { pipeline, calls, lines } = createHarness(() => answer);
    const client = entry.connect({ requestHandler: inProcessHandler(pipeline) });
    const inputs = arbitraryOf(structureOf(operation.input), limitsOf(entry, 'input'));
    const outputs = arbitraryOf(structureOf(operation.output), limitsOf(entry, 'output'));
    for (const seed of seeds) {
      await fc.assert(
        fc.asyncProperty(inputs, outputs, async (input, output) => {
          answer = output;
          calls.length = 0;
          const { $metadata, ...yielded } = await client.send(name, structuredClone(input));
          expect(lines).toEqual([]);
          expect(calls.map((call) => [call.service, call.operation, call.protocol])).toEqual([
            [entry.service, name, entry.protocol],
          ]);
          expect([calls[0]?.region, calls[0]?.accessKeyId]).toEqual(
            unsigned.has(name) ? [undefined, undefined] : ['eu-west-1', 'AKIDEXAMPLE'],
          );
          expect(calls[0]?.input).toEqual(input);
          expect(yielded).toEqual(output);
          expect(($metadata as { requestId: string }).requestId).toMatch(/^request-\d{4}$/);
        }),
        { seed, numRuns: runsPerSeed },
      );
    }
  });
});
