// One service as the wire layer sees it: its model file, and its operations compiled when first called.

import type { ErrorFile, ModelFile, ServiceName } from './model-file.js';
import { createShapes, type Shape } from './shapes.js';

export interface Operation {
  readonly name: string;
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
}

export interface ModelledError extends ErrorFile {
  readonly shape: string;
}

export interface ServiceModel {
  readonly service: ServiceName;
  readonly file: ModelFile;
  /** `modelled`: can be decoded; `named`: AWS has it, the sandbox does not; `unknown`: AWS does not have it either. */
  status(operation: string): 'modelled' | 'named' | 'unknown';
  /** Throws on a name whose status is not `modelled`: our bug. */
  operation(name: string): Operation;
  /** By query code (`TargetGroupNotFound`) or by shape name (`TargetGroupNotFoundException`). */
  error(code: string): ModelledError | undefined;
}

export function createServiceModel(file: ModelFile): ServiceModel {
  const shapeOf = createShapes(file);
  const operations = new Map<string, Operation>();
  const others = new Set(file.otherOperations);
  const errors = errorTable(file);
  return {
    service: file.service,
    file,
    status: (name) => (Object.hasOwn(file.operations, name) ? 'modelled' : others.has(name) ? 'named' : 'unknown'),
    operation(name) {
      const known = operations.get(name);
      if (known !== undefined) return known;
      const entry = Object.hasOwn(file.operations, name) ? file.operations[name] : undefined;
      if (entry === undefined) throw new Error(`the wire model of ${file.service} has no operation ${name}`);
      const operation: Operation = {
        name,
        input: entry.input === undefined ? undefined : shapeOf(entry.input),
        output: entry.output === undefined ? undefined : shapeOf(entry.output),
      };
      operations.set(name, operation);
      return operation;
    },
    error: (code) => errors.get(code),
  };
}

/** A shape name always finds its own error; a code shared by two (CloudWatch's `ResourceNotFound`) finds the one named like it. */
function errorTable(file: ModelFile): ReadonlyMap<string, ModelledError> {
  const table = new Map<string, ModelledError>();
  const entries = Object.entries(file.errors).map(([shape, error]) => ({ shape, ...error }));
  for (const error of entries) table.set(error.code, error);
  for (const error of entries) table.set(error.shape, error);
  return table;
}
