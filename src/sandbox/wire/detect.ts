// Decides what a request asks of whom, and in which protocol. The protocol is a property of the request: the same service is
// called in query, JSON and CBOR by different clients.

import { ServiceError } from '../../errors.js';
import { decodeText } from './bytes.js';
import { type FormNode, parseForm } from './form.js';
import { type CredentialScope, type Indicators, readIndicators } from './indicators.js';
import type { CallBody, Protocol, WireCall, WireRequest } from './message.js';
import type { ServiceName } from './model-file.js';
import type { ServiceModel } from './service-model.js';

/** Refused before any decoding. The protocol is known even then, so that the client can read the error. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly protocol: Protocol;
  readonly service: ServiceName | undefined;
  /** As the caller named it, for the log. */
  readonly requested: string;
  readonly error: ServiceError;
}

export type Detection = { readonly kind: 'call'; readonly call: WireCall } | Refusal;

export interface Detector {
  detect(request: WireRequest): Detection;
}

/** Versions of services that share an endpoint or signing name with one of ours, and are not served. */
const foreignVersions: ReadonlyMap<string, string> = new Map([['2012-06-01', 'Elastic Load Balancing (classic)']]);

export function createDetector(models: readonly ServiceModel[]): Detector {
  const by = (key: 'target' | 'version' | 'signingName'): ReadonlyMap<string, ServiceModel> =>
    new Map(models.map((model) => [model.file[key], model]));
  const [targets, versions, signingNames] = [by('target'), by('version'), by('signingName')];

  function detect(request: WireRequest): Detection {
    const indicators = readIndicators(request);
    const document: CallBody = { kind: 'document', bytes: request.body };
    if (indicators.rpc !== undefined) {
      const { target, operation } = indicators.rpc;
      return identify('rpcv2Cbor', targets.get(target), operation, target, indicators.scope, document);
    }
    if (indicators.json !== undefined) {
      const { target, operation } = indicators.json;
      return identify(jsonProtocol(indicators), targets.get(target), operation, target, indicators.scope, document);
    }
    return detectForm(request, indicators.scope);
  }

  function detectForm(request: WireRequest, scope: CredentialScope | undefined): Detection {
    const signed = scope === undefined ? undefined : signingNames.get(scope.signingName);
    const text = request.body.length > 0 ? decodeText(request.body) : request.query;
    let form: FormNode;
    try {
      form = parseForm(text);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return refusal(dialectOf(signed), signed, 'a form that cannot be read', error);
    }
    const version = form.children.get('Version')?.value;
    const model = modelOf(version, signed);
    const operation = form.children.get('Action')?.value;
    if (operation === undefined || operation === '') {
      const asked = `${request.method} ${request.path}`;
      // Services of the REST kind have no actions: whose request it is, its signature says.
      if (model === undefined && scope !== undefined)
        return identify(dialectOf(model), model, asked, scope.signingName, scope, { kind: 'form', form });
      const error = new ServiceError('MissingAction', 'The request must contain the parameter Action');
      return refusal(dialectOf(model), model, asked, error);
    }
    const named = foreignVersions.get(version ?? '') ?? scope?.signingName ?? version ?? 'an unnamed service';
    return identify(dialectOf(model), model, operation, named, scope, { kind: 'form', form });
  }

  /** The version comes first: the classic and the newer load balancers share a signing name. */
  function modelOf(version: string | undefined, signed: ServiceModel | undefined): ServiceModel | undefined {
    if (foreignVersions.has(version ?? '')) return undefined;
    return versions.get(version ?? '') ?? signed;
  }

  return { detect };
}

function identify(
  protocol: Protocol,
  model: ServiceModel | undefined,
  operation: string,
  requestedService: string,
  scope: CredentialScope | undefined,
  body: CallBody,
): Detection {
  if (model === undefined) {
    const text = `${requestedService} is not a service of the sandbox (${operation} was called)`;
    return refusal(protocol, undefined, `${requestedService}:${operation}`, unknownOperation(protocol, text));
  }
  const requested = `${model.service}:${operation}`;
  const status = model.status(operation);
  if (status === 'modelled') {
    const { region, accessKeyId } = scope ?? {};
    return { kind: 'call', call: { protocol, service: model.service, operation, region, accessKeyId, body } };
  }
  const text =
    status === 'named'
      ? `${requested} is not modelled by the sandbox`
      : `The action ${operation} is not valid for this endpoint: ${model.file.serviceId} has no such operation`;
  return refusal(protocol, model, requested, unknownOperation(protocol, text));
}

function unknownOperation(protocol: Protocol, text: string): ServiceError {
  const form = protocol === 'ec2Query' || protocol === 'awsQuery';
  return new ServiceError(form ? 'InvalidAction' : 'UnknownOperationException', text);
}

function refusal(protocol: Protocol, model: ServiceModel | undefined, requested: string, error: ServiceError): Refusal {
  return { kind: 'refusal', protocol, service: model?.service, requested, error };
}

const dialectOf = (model: ServiceModel | undefined): Protocol => model?.file.dialect ?? 'awsQuery';

function jsonProtocol({ contentType }: Indicators): Protocol {
  return contentType.includes('json-1.0') ? 'awsJson1_0' : 'awsJson1_1';
}
