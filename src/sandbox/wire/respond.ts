// Puts outputs and errors into the envelope of the request's protocol. One table row per protocol; the contents come from
// `xml.ts` and `document.ts`.

import type { ServiceError } from '../../errors.js';
import { cborFormat } from './cbor-format.js';
import { writeCbor } from './cbor-write.js';
import { type DocumentFormat, writeDocument } from './document.js';
import { jsonFormat } from './json.js';
import type { Protocol, WireResponse } from './message.js';
import type { ModelledError, Operation, ServiceModel } from './service-model.js';
import { escapeXml, writeMembers } from './xml.js';

interface Envelope {
  readonly contentType: string;
  output(operation: Operation, model: ServiceModel, output: unknown, requestId: string): string | Uint8Array;
  error(error: WrittenError, model: ServiceModel | undefined, requestId: string): string | Uint8Array;
}

/** An error with the names of both eras. */
interface WrittenError {
  /** Code of the query era. */
  readonly code: string;
  /** Shape name; the code itself for errors the model does not know. */
  readonly shape: string;
  readonly message: string;
  readonly status: number;
  readonly modelled: ModelledError | undefined;
}

const envelopes: Readonly<Record<Protocol, Envelope>> = {
  ec2Query: { contentType: 'text/xml;charset=UTF-8', output: ec2Output, error: ec2Error },
  awsQuery: { contentType: 'text/xml', output: queryOutput, error: queryError },
  awsJson1_0: { contentType: 'application/x-amz-json-1.0', output: jsonOutput, error: jsonError },
  awsJson1_1: { contentType: 'application/x-amz-json-1.1', output: jsonOutput, error: jsonError },
  rpcv2Cbor: { contentType: 'application/cbor', output: cborOutput, error: cborError },
};

export function writeOutput(
  protocol: Protocol,
  model: ServiceModel,
  operation: Operation,
  output: unknown,
  requestId: string,
): WireResponse {
  const body = envelopes[protocol].output(operation, model, output ?? {}, requestId);
  return { status: 200, headers: headersOf(protocol, requestId), body };
}

/** @param model absent if the request did not show whom it is for. */
export function writeError(
  protocol: Protocol,
  model: ServiceModel | undefined,
  error: ServiceError,
  requestId: string,
): WireResponse {
  const written = nameError(protocol, model, error);
  const headers: Record<string, string> = headersOf(protocol, requestId);
  const document = protocol !== 'ec2Query' && protocol !== 'awsQuery';
  if (document && model?.file.queryCompatible === true) {
    headers['x-amzn-query-error'] = `${written.code};${written.status >= 500 ? 'Receiver' : 'Sender'}`;
  }
  return { status: written.status, headers, body: envelopes[protocol].error(written, model, requestId) };
}

function headersOf(protocol: Protocol, requestId: string): Record<string, string> {
  return {
    'content-type': envelopes[protocol].contentType,
    'x-amzn-requestid': requestId,
    ...(protocol === 'rpcv2Cbor' && { 'smithy-protocol': 'rpc-v2-cbor' }),
  };
}

function nameError(protocol: Protocol, model: ServiceModel | undefined, error: ServiceError): WrittenError {
  const modelled = model?.error(error.code);
  const query = protocol === 'ec2Query' || protocol === 'awsQuery';
  return {
    code: modelled?.code ?? error.code,
    shape: modelled?.shape ?? error.code,
    message: error.message,
    status: (query ? modelled?.queryStatus : modelled?.status) ?? error.status,
    modelled,
  };
}

function ec2Output(operation: Operation, model: ServiceModel, output: unknown, requestId: string): string {
  const members =
    operation.output?.kind === 'structure' ? writeMembers(operation.output, output as object) : '<return>true</return>';
  const name = `${operation.name}Response`;
  return `${prolog}<${name} xmlns="${model.file.xmlNamespace}"><requestId>${requestId}</requestId>${members}</${name}>`;
}

function ec2Error({ code, message }: WrittenError, _model: ServiceModel | undefined, requestId: string): string {
  return `${prolog}<Response><Errors><Error>${codeAndMessage(code, message)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
}

function queryOutput(operation: Operation, model: ServiceModel, output: unknown, requestId: string): string {
  const { name } = operation;
  const result =
    operation.output?.kind === 'structure'
      ? `<${name}Result>${writeMembers(operation.output, output as object)}</${name}Result>`
      : '';
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${name}Response xmlns="${model.file.xmlNamespace}">${result}${metadata}</${name}Response>`;
}

function queryError(
  { code, message, status }: WrittenError,
  model: ServiceModel | undefined,
  requestId: string,
): string {
  const namespace = model === undefined ? '' : ` xmlns="${model.file.xmlNamespace}"`;
  const type = `<Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>`;
  const error = `<Error>${type}${codeAndMessage(code, message)}</Error>`;
  return `<ErrorResponse${namespace}>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

function codeAndMessage(code: string, message: string): string {
  return `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
}

function jsonOutput(operation: Operation, _model: ServiceModel, output: unknown): string {
  return JSON.stringify(documentOutput(operation, output, jsonFormat));
}

function jsonError(error: WrittenError): string {
  return JSON.stringify({ __type: error.shape, ...errorText(error) });
}

function cborOutput(operation: Operation, _model: ServiceModel, output: unknown): Uint8Array {
  return writeCbor(documentOutput(operation, output, cborFormat));
}

function cborError(error: WrittenError, model: ServiceModel | undefined): Uint8Array {
  const prefix = model === undefined ? '' : `${model.file.namespace}#`;
  return writeCbor({ __type: `${prefix}${error.shape}`, ...errorText(error) });
}

function documentOutput(operation: Operation, output: unknown, format: DocumentFormat): unknown {
  return operation.output === undefined ? {} : writeDocument(operation.output, output, format);
}

/** Clients look for the text in `message`; some models write it `Message`, and some clients believe them. */
function errorText({ message, modelled }: WrittenError): Record<string, string> {
  return modelled?.message === 'Message' ? { message, Message: message } : { message };
}
