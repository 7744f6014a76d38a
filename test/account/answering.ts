// The clients of a lab with other answers to some operations: what a sandbox does not say, and an account may.

import type { AwsClients } from '../../src/lab/clients.js';

type Answer = object | Error;

/** @param answers by operation; an Error is thrown */
export function answering(clients: AwsClients, answers: Readonly<Record<string, Answer>>): AwsClients {
  const changed = Object.entries(clients).map(([service, client]) => {
    const send = async (command: object, ...rest: unknown[]): Promise<unknown> => {
      const answer = answers[command.constructor.name.replace(/Command\d*$/, '')];
      if (answer instanceof Error) throw answer;
      return answer ?? (client.send as (...words: unknown[]) => Promise<unknown>)(command, ...rest);
    };
    return [service, Object.assign(Object.create(client), { send })];
  });
  return Object.fromEntries(changed);
}

/** What AWS says to somebody who may not. */
export function denied(action: string): Error {
  const error = new Error(`User: arn:aws:iam::123456789012:user/learner is not authorized to perform: ${action}`);
  return Object.assign(error, { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
}
