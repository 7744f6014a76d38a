// The wire layer's public face: bytes of a request in, a typed input out, and the way back. It needs the parsed model files and
// nothing else: no I/O, no clock, no service.

import { ServiceError } from '../../errors.js';
import { cborFormat, parseCbor } from './cbor-format.js';
import { type BodyKind, type Defect, defectError } from './defects.js';
import { createDetector, type Detection } from './detect.js';
import { type DocumentFormat, readDocument, writeDocument } from './document.js';
import { jsonFormat, parseJson } from './json.js';
import type { Protocol, WireCall, WireRequest, WireResponse } from './message.js';
import type { ModelFile, ServiceName } from './model-file.js';
import { readForm } from './query.js';
import { writeError, writeOutput } from './respond.js';
import { createServiceModel, type Operation, type ServiceModel } from './service-model.js';
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
  /** An input that never was bytes: the same members, the same checks. @throws ServiceError */
  accept(service: ServiceName, operation: string, input: unknown): Readonly<Record<string, unknown>>;
  /** What a client would have read from the encoded output; shares nothing with it. */
  hand(service: ServiceName, operation: string, output: unknown): unknown;
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
    accept(service, operation, input) {
      const model = modelOf(service);
      if (model.status(operation) !== 'modelled') {
        throw new ServiceError('UnsupportedOperation', `The operation ${operation} is not modelled by the sandbox.`);
      }
      return checked(service, 'document', model.operation(operation), (shape, defects) =>
        readDocument(shape, input, cborFormat, defects),
      );
    },
    hand(service, operation, output) {
      const shape = modelOf(service).operation(operation).output;
      return shape === undefined ? {} : writeDocument(shape, output ?? {}, cborFormat);
    },
    encodeError(to, error, requestId) {
      const model = to.service === undefined ? undefined : modelOf(to.service);
      return writeError(to.protocol, model, error, requestId);
    },
  };
}

function decode(call: WireCall, model: ServiceModel): Readonly<Record<string, unknown>> {
  return checked(call.service, call.body.kind, model.operation(call.operation), (shape, defects) =>
    read(call, shape, defects),
  );
}

function checked(
  service: ServiceName,
  body: BodyKind,
  { name, input: shape }: Operation,
  reading: (shape: StructureShape, defects: Defect[]) => Record<string, unknown>,
): Readonly<Record<string, unknown>> {
  if (shape === undefined) return {};
  if (shape.kind !== 'structure') throw new Error(`the input of ${name} is no structure`);
  const defects: Defect[] = [];
  const input = reading(shape, defects);
  // A value that could not be read is missing from the input: checking it would only report that again.
  if (defects.every((defect) => defect.kind === 'unknown')) validate(shape, input, defects);
  const error = defectError(service, body, defects);
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
