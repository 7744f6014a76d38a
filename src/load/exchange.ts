// One request and what became of it, in the words of the sandbox's own users: a status code, or a word for what has none.

import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Address } from './addresses.js';

/** An HTTP status, or: */
export type Fate =
  | number
  /** The user's patience was over. */
  | 'no-answer'
  /** The name leads nowhere. */
  | 'unresolved'
  /** The body ended too early. */
  | 'truncated'
  /** An open loop found too many others open. */
  | 'not-sent'
  /** Nobody listens at that address and port. */
  | 'refused'
  /** The connection broke before the answer came. */
  | 'reset'
  /** No way to that address. */
  | 'unreachable'
  /** What came is not HTTP. */
  | 'bad-answer'
  | 'failed';

export interface Exchanged {
  readonly fate: Fate;
  /** Which machine said that it answers; absent: none did. */
  readonly instanceId?: string;
}

/** The sample application names its machine in this header. */
const INSTANCE_HEADER = 'x-instance-id';

const BY_CODE: Readonly<Record<string, Fate>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
};

export class Exchanges {
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly secure: boolean;

  /** @param mostConnections at a time; more wait for one */
  constructor(
    private readonly url: URL,
    private readonly host: string,
    mostConnections: number,
  ) {
    this.secure = url.protocol === 'https:';
    const limits = { keepAlive: true, maxSockets: mostConnections, maxTotalSockets: mostConnections };
    this.agent = this.secure ? new HttpsAgent(limits) : new HttpAgent(limits);
  }

  /** Never rejects. @param patienceMs of this computer's time */
  async ask({ address, family }: Address, path: string, patienceMs: number): Promise<Exchanged> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const { again, ...exchanged } = await this.once(address, family, path, deadline - performance.now());
      if (!again) return exchanged;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private once(
    host: string,
    family: number,
    path: string,
    patienceMs: number,
  ): Promise<Exchanged & { readonly again: boolean }> {
    const { url, agent } = this;
    const port = url.port === '' ? (this.secure ? 443 : 80) : Number(url.port);
    const send = this.secure ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const headers = { host: this.host, 'user-agent': 'ha-lab-load', accept: '*/*' };
      const request = send({ host, family, port, path, agent, headers, servername: url.hostname });
      const end = (exchanged: Exchanged, again = false): void => {
        clearTimeout(timer);
        resolve({ ...exchanged, again });
      };
      const timer = setTimeout(() => {
        end({ fate: 'no-answer' });
        request.destroy();
      }, patienceMs);
      request.once('response', (answer) => read(answer, end));
      request.on('error', (error: NodeJS.ErrnoException) => {
        const fate = fateOf(error);
        // A kept connection that the other end closed in this moment says nothing about the request: every client sends it again.
        end({ fate }, fate === 'reset' && request.reusedSocket);
      });
      request.end();
    });
  }
}

function read(answer: IncomingMessage, end: (exchanged: Exchanged) => void): void {
  const instance = answer.headers[INSTANCE_HEADER];
  const from = typeof instance === 'string' && instance !== '' ? { instanceId: instance } : {};
  answer.resume();
  // Also what breaks off is told here, without an error of its own.
  answer.on('error', () => {});
  answer.once('close', () => end({ fate: answer.complete ? (answer.statusCode ?? 0) : 'truncated', ...from }));
}

function fateOf({ code = '' }: NodeJS.ErrnoException): Fate {
  return BY_CODE[code] ?? (code.startsWith('HPE_') ? 'bad-answer' : 'failed');
}
