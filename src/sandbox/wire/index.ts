// The wire layer's public face: bytes of a request in, a typed input out, and the way back. It needs the parsed model files and
// nothing else: no I/O, no clock, no service.

import type { ServiceError } from '../../errors.js';
import { cborFormat, parseCbor } from './cbor-format.js';
import { type Defect, defectError } from './defects.js';
import { createDetector, type Detection } from './detect.js';
import { type DocumentFormat, readDocument } from './document.js';
import { jsonFormat, parseJson } from './json.js';
import type { Protocol, WireCall, WireRequest, WireResponse } from './message.js';
import type { ModelFile, ServiceName } from './model-file.js';
import { readForm } from './query.js';
import { writeError, writeOutput } from './respond.js';
import { createServiceModel, type ServiceModel } from './service-model.js';
import type { StructureShape } from './shapes.js';
import { validate } from './validate.js';

export type { Detection, Refusal } from './detect.js';
export type { Protocol, WireCall, WireRequest, WireResponse } from './message.js';
export type { ModelFile, ServiceName } from './model-file.js';
export { serviceNames } from './model-file.js';

export interface Wire {
  /** What a request asks of whom. Unknown and unmodelled operations are refused here, by name. */
  detect(request: WireRequest): Detection;
  /** The operation's input, validated. @throws ServiceError in the words of the service */
  decode(call: WireCall): Readonly<Record<string, unknown>>;
  encode(call: WireCall, output: unknown, requestId: string): WireResponse;
  /** @param to the call, or the refusal, that is answered with the error. */
  encodeError(to: ErrorTarget, error: ServiceError, requestId: string): WireResponse;
}

export interface ErrorTarget {
  readonly protocol: Protocol;
  readonly service: ServiceName | undefined;
}

/** @param files the parsed `model/<service>.json`; operations are compiled when first called. */
export function createWire(files: readonly ModelFile[]): Wire {
  const models = new Map(files.map((file) => [file.service, createServiceModel(file)]));
  const detector = createDetector([...models.values()]);

  function modelOf(service: ServiceName): ServiceModel {
    const model = models.get(service);
    if (model === undefined) throw new Error(`no wire model of ${service} was given`);
    return model;
  }

  return {
    detect: (request) => detector.detect(request),
    decode: (call) => decode(call, modelOf(call.service)),
    encode(call, output, requestId) {
      const model = modelOf(call.service);
      return writeOutput(call.protocol, model, model.operation(call.operation), output, requestId);
    },
    encodeError(to, error, requestId) {
      const model = to.service === undefined ? undefined : modelOf(to.service);
      return writeError(to.protocol, model, error, requestId);
    },
  };
}

function decode(call: WireCall, model: ServiceModel): Readonly<Record<string, unknown>> {
  const shape = model.operation(call.operation).input;
  if (shape === undefined) return {};
  if (shape.kind !== 'structure') throw new Error(`the input of ${call.operation} is no structure`);
  const defects: Defect[] = [];
  const input = read(call, shape, defects);
  // A value that could not be read is missing from the input: checking it would only report that again.
  if (defects.every((defect) => defect.kind === 'unknown')) validate(shape, input, defects);
  const error = defectError(call.service, call.body.kind, defects);
  if (error !== undefined) throw error;
  return input;
}

function read(call: WireCall, shape: StructureShape, defects: Defect[]): Record<string, unknown> {
  if (call.body.kind === 'form') {
    return readForm(shape, call.body.form, call.protocol === 'ec2Query' ? 'ec2Query' : 'awsQuery', defects);
  }
  const [parse, format]: [(bytes: Uint8Array) => unknown, DocumentFormat] =
    call.protocol === 'rpcv2Cbor' ? [parseCbor, cborFormat] : [parseJson, jsonFormat];
  return readDocument(shape, parse(call.body.bytes), format, defects);
}
