// HTTP as the real load balancer reads it: strictly where two readers might differ, and the same however the bytes are cut into pieces.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sandbox/local/balancer/http/body.js';
import { mended, verdictOn } from '../../../src/sandbox/local/balancer/http/desync.js';
import { answerFraming, requestFraming } from '../../../src/sandbox/local/balancer/http/framing.js';
import { readAnswerHead, readRequestHead } from '../../../src/sandbox/local/balancer/http/head.js';

describe('ALB-40 heads that are refused', () => {
  const HOST = '\r\nHost: x';
  test.each([
    ['a method with a space before it', ` GET / HTTP/1.1${HOST}`, 400, 'BadMethod'],
    ['a method that is no token', `G(T / HTTP/1.1${HOST}`, 400, 'BadMethod'],
    ['a space in the path', `GET /a b HTTP/1.1${HOST}`, 400, 'BadUri'],
    ['no path', `GET  HTTP/1.1${HOST}`, 400, 'BadUri'],
    ['a control character in the path', `GET /a\x01 HTTP/1.1${HOST}`, 400, 'BadUri'],
    ['no version', `GET /${HOST}`, 400, 'BadVersion'],
    ['a version of another protocol', `GET / HTTX/1.1${HOST}`, 400, 'BadVersion'],
    ['HTTP/2 in words', `GET / HTTP/2.0${HOST}`, 505, undefined],
    ['HTTP/0.9', `GET / HTTP/0.9${HOST}`, 505, undefined],
    ['no host', 'GET / HTTP/1.1\r\nAccept: x', 400, undefined],
    ['two hosts', `GET / HTTP/1.1${HOST}\r\nHost: y`, 400, undefined],
    ['a field that goes on in the next line', `GET / HTTP/1.1${HOST}\r\nA: b\r\n c`, 400, 'BadHeader'],
    ['a space before the colon', `GET / HTTP/1.1${HOST}\r\nContent-Length : 3`, 400, 'BadHeader'],
    ['a line without a colon', `GET / HTTP/1.1${HOST}\r\nnonsense`, 400, 'BadHeader'],
    ['a null character', `GET / HTTP/1.1${HOST}\r\nA: b\0c`, 400, 'BadHeader'],
    ['a bare carriage return', `GET / HTTP/1.1${HOST}\r\nA: b\rX: c`, 400, 'BadHeader'],
    ['a carriage return before the end of the line', `GET / HTTP/1.1${HOST}\r\nA: b\r\r\nX: c`, 400, 'BadHeader'],
    ['a line of more than 16 KB', `GET / HTTP/1.1${HOST}\r\nA: ${'b'.repeat(17_000)}`, 400, 'BadHeader'],
    ['a path of more than 16 KB', `GET /${'b'.repeat(17_000)} HTTP/1.1${HOST}`, 414, undefined],
  ])('%s', (_, text, statusCode, reason) => {
    const head = readRequestHead(text);
    if (!('refused' in head)) throw new Error('not refused');
    expect([head.refused.statusCode, head.refused.classification?.[1]]).toEqual([statusCode, reason]);
  });
});

describe('where a request’s body ends', () => {
  const THREE = { kind: 'length', bytes: 3 };
  const framing = (version: string, method: string, ...lines: readonly string[]) => {
    const head = readRequestHead([`${method} / HTTP/${version}`, 'Host: x', ...lines].join('\r\n'));
    if ('refused' in head) throw new Error('refused by its head');
    const found = requestFraming(head);
    if ('refused' in found) return [found.refused.statusCode, ...(found.refused.classification ?? [])];
    return found.doubt === undefined ? found.framing : [found.framing, ...found.doubt];
  };

  test.each([
    ['1.1', [], { kind: 'none' }],
    ['1.1', ['Content-Length: 0'], { kind: 'none' }],
    ['1.1', ['Content-Length: 12'], { kind: 'length', bytes: 12 }],
    ['1.1', ['transfer-encoding: Chunked'], { kind: 'chunked' }],
    ['1.1', ['Transfer-Encoding: identity'], { kind: 'none' }],
    ['1.1', ['Content-Length: 3', 'Transfer-Encoding: chunked'], [{ kind: 'chunked' }, 'Ambiguous', 'BothTeClPresent']],
    ['1.1', ['Content-Length: 3', 'Transfer-Encoding: identity'], [400, 'Ambiguous', 'BothTeClPresent']],
    ['1.1', ['Content-Length: x', 'Transfer-Encoding: chunked'], [400, 'Severe', 'BadContentLength']],
    ['1.1', ['Content-Length: 3', 'Content-Length: 3'], [THREE, 'Ambiguous', 'DuplicateContentLength']],
    ['1.1', ['Content-Length: 3, 3'], [THREE, 'Ambiguous', 'DuplicateContentLength']],
    ['1.1', ['Content-Length: 3', 'Content-Length: 4'], [400, 'Severe', 'MultipleContentLength']],
    ['1.1', ['Content-Length: +3'], [400, 'Severe', 'BadContentLength']],
    ['1.1', ['Content-Length: 0x10'], [400, 'Severe', 'BadContentLength']],
    ['1.1', ['Content-Length: '], [400, 'Severe', 'BadContentLength']],
    ['1.1', ['Transfer-Encoding: chunked, chunked'], [400, 'Severe', 'MultipleTransferEncodingChunked']],
    [
      '1.1',
      ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
      [400, 'Severe', 'MultipleTransferEncodingChunked'],
    ],
    ['1.1', ['Transfer-Encoding: gzip, chunked'], [501]],
    ['1.1', ['Transfer-Encoding: xchunked'], [501]],
    ['1.1', ['Transfer_Encoding: chunked'], [{ kind: 'none' }, 'Ambiguous', 'SuspiciousHeader']],
    ['1.1', ['X-Name: J\xfcrgen'], [{ kind: 'none' }, 'Acceptable', 'NonCompliantHeader']],
    ['1.0', ['Transfer-Encoding: chunked'], [400, 'Ambiguous', 'UndefinedTransferEncodingSemantics']],
  ])('HTTP/%s %j', (version, lines, expected) => {
    expect(framing(version, 'POST', ...lines)).toEqual(expected);
  });

  test.each([
    ['GET', 'Content-Length: 0', { kind: 'none' }, 'Acceptable', 'GetHeadZeroContentLength'],
    ['HEAD', 'Content-Length: 3', THREE, 'Ambiguous', 'UndefinedContentLengthSemantics'],
    ['GET', 'Transfer-Encoding: chunked', { kind: 'chunked' }, 'Ambiguous', 'UndefinedTransferEncodingSemantics'],
  ])('%s with %s', (method, line, ...expected) => {
    expect(framing('1.1', method, line)).toEqual(expected);
  });

  test('a target sees one way to say where the body ends, and nothing that looks like another', () => {
    const fields = (...lines: readonly string[]): readonly string[] => {
      const head = readRequestHead(['POST / HTTP/1.1', 'Host: x', ...lines].join('\r\n'));
      if ('refused' in head) throw new Error('refused by its head');
      return mended(head).fields.map(({ name, value }) => `${name}: ${value}`);
    };
    expect(fields('Content-Length: 3', 'Transfer-Encoding: chunked', 'A: b')).toEqual([
      'Host: x',
      'Transfer-Encoding: chunked',
      'A: b',
    ]);
    expect(fields('content-length: 3, 3', 'Content-Length: 3')).toEqual(['Host: x', 'content-length: 3']);
    expect(fields('Content.Length: 9', 'Transfer_Encoding: chunked')).toEqual(['Host: x']);
  });
});

// AWS's own table of desync mitigation modes; what is severe is refused by the reader before.
test.each([
  ['monitor', 'passes', 'passes', 'passes'],
  ['defensive', 'passes', 'passes', 'alone'],
  ['strictest', 'passes', 'blocked', 'blocked'],
] as const)('ALB-04 desync_mitigation_mode %s: %s, %s, %s', (mode, clean, acceptable, ambiguous) => {
  expect(verdictOn(undefined, mode)).toBe(clean);
  expect(verdictOn(['Acceptable', 'GetHeadZeroContentLength'], mode)).toBe(acceptable);
  expect(verdictOn(['Ambiguous', 'DuplicateContentLength'], mode)).toBe(ambiguous);
});

test.each([
  ['HTTP/1.1 200 OK', 'GET', { kind: 'until-close' }],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5', 'GET', { kind: 'length', bytes: 5 }],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5', 'HEAD', { kind: 'none' }],
  ['HTTP/1.1 204 No Content', 'GET', { kind: 'none' }],
  ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5', 'GET', { kind: 'none' }],
  ['HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nContent-Length: 5', 'GET', { kind: 'chunked' }],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6', 'GET', undefined],
  ['HTTP/1.1 200 OK\r\nContent-Length: five', 'GET', undefined],
])('%j to %s', (text, method, expected) => {
  const head = readAnswerHead(text);
  if (head === undefined) throw new Error('no head');
  expect(answerFraming(head, method)).toEqual(expected);
});

test.each(['HTTP/1.1 20 OK', 'HTTP/1.1  200 OK', 'HTTP/2 200', 'ICY 200 OK', 'HTTP/1.1 200 OK\r\n folded: x'])(
  'an answer that begins with %j is malformed',
  (text) => expect(readAnswerHead(text)).toBeUndefined(),
);

describe('chunks', () => {
  /** What follows a body is another message: nothing of it is taken. */
  const NEXT = 'GET /next HTTP/1.1\r\n\r\n';

  const read = (bytes: Buffer, cuts: readonly number[]): { content: string; taken: number } | 'malformed' | 'more' => {
    const body = bodyOf({ kind: 'chunked' });
    const ends = [...new Set(cuts.map((cut) => cut % bytes.length)), bytes.length].sort((a, b) => a - b);
    let content = '';
    let from = 0;
    for (const end of ends) {
      const piece = bytes.subarray(from, end);
      const taken = body.take(piece, 0, (a, b) => {
        content += piece.toString('latin1', a, b);
      });
      if (taken === 'malformed') return taken;
      if (taken.over) return { content, taken: from + taken.end };
      from = end;
    }
    return 'more';
  };

  test('the same content, and the same end, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }), { maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        fc.constantFrom('', ';a=b', ';"x"'),
        fc.constantFrom('', 'Trailer: x\r\n'),
        (chunks, cuts, extension, trailer) => {
          const framed = chunks.map((chunk) => `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`).join('');
          const message = `${framed}0\r\n${trailer}\r\n`;
          const bytes = Buffer.from(message + NEXT, 'latin1');
          expect(read(bytes, cuts)).toEqual({ content: chunks.join(''), taken: message.length });
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a size that is no number', 'x\r\n'],
    ['no size', '\r\nabc'],
    ['a sign', '+3\r\nabc\r\n0\r\n\r\n'],
    ['a bare line feed behind the size', '3\nabc\r\n0\r\n\r\n'],
    ['content that is longer than said', '3\r\nabcd\r\n0\r\n\r\n'],
    ['a size beyond all bodies', `${'f'.repeat(16)}\r\n`],
    ['a bare line feed in an extension', '3;a\nb\r\nabc\r\n0\r\n\r\n'],
    ['a bare line feed behind the last chunk', '0\r\n\n'],
    ['endless trailers', `0\r\n${'a: b\r\n'.repeat(5_000)}\r\n`],
  ])('%s is malformed', (_, text) => {
    expect(read(Buffer.from(text), [])).toBe('malformed');
    expect(
      read(
        Buffer.from(text),
        Array.from({ length: text.length }, (__, at) => at),
      ),
    ).toBe('malformed');
  });
});
