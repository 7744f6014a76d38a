// Requests as a test writes them, by protocol, and the error of an answer in one line.

import { createHarness, type RawRequest, type RawResponse, sendRaw } from './harness.js';

const versions = {
  ec2: '2016-11-15',
  elbv2: '2015-12-01',
  autoscaling: '2011-01-01',
  cloudwatch: '2010-08-01',
  iam: '2010-05-08',
  sts: '2011-06-15',
} as const;

type FormService = keyof typeof versions;

export const form = (service: FormService, action: string, parameters = ''): RawRequest => ({
  body: `Action=${action}&Version=${versions[service]}${parameters === '' ? '' : `&${parameters}`}`,
});

export const json = (target: string, body: string, version = '1.1'): RawRequest => ({
  headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
  body,
});

export const cbor = (operation: string, body: Uint8Array): RawRequest => ({
  path: `/service/GraniteServiceVersion20100801/operation/${operation}`,
  headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  body,
});

export async function answerTo(request: RawRequest): Promise<{ response: RawResponse; input: unknown }> {
  const { pipeline, calls } = createHarness(() => ({}));
  const response = await sendRaw(pipeline, request);
  return { response, input: calls[0]?.input };
}

/** `status code: message`, whatever the protocol. */
export function errorText({ status, text }: RawResponse): string {
  const xml = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/s.exec(text);
  if (xml !== null) return `${status} ${xml[1]}: ${unescaped(xml[2] ?? '')}`;
  const document = /^\{/.test(text) ? (JSON.parse(text) as { __type: string; message: string }) : undefined;
  return document === undefined ? `${status} ${text}` : `${status} ${document.__type}: ${document.message}`;
}

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
