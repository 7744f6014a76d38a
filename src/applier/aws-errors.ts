// What AWS's errors mean to the applier: gone already, still in use, or a real failure. Codes as on the wire (query era).

import { LabError } from '../errors.js';
import type { Operation } from './resource-type.js';

/** The error's code, or '' for anything that is not an AWS answer. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = (error as { Code?: unknown }).Code;
  return typeof code === 'string' ? code : error.name;
}

/** "DependencyViolation: The vpc 'vpc-1' has dependencies …": AWS's own code and words. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof LabError) return error.message;
  const code = errorCode(error);
  return code === '' || code === 'Error' ? error.message : `${code}: ${error.message}`;
}

/** The answer, or undefined when the object is not there. Clients of different models name the same code with or without suffix. */
export async function orGone<T>(call: Promise<T>, codes: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const code = errorCode(error);
    if (codes.some((gone) => code === gone || code === `${gone}Exception`)) return undefined;
    throw error;
  }
}

interface RetryOptions {
  readonly on: readonly string[];
  /** Only when the message holds this, too. */
  readonly saying?: string;
  readonly timeoutSeconds: number;
  readonly describe: string;
}

/** Calls again while AWS answers one of these codes: something else has to go, or to come, first. */
export async function retried(
  operation: Operation,
  call: () => Promise<unknown>,
  options: RetryOptions,
): Promise<void> {
  const { on, saying, timeoutSeconds, describe } = options;
  let last: unknown;
  const attempt = async (): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      const passing = on.includes(errorCode(error)) && (saying === undefined || errorWords(error).includes(saying));
      if (!passing) throw error;
      last = error;
      return false;
    }
  };
  try {
    await operation.until(attempt, { timeoutSeconds, describe });
  } catch (error) {
    if (last === undefined || errorCode(error) !== 'Error') throw error;
    throw new Error(`${errorWords(error)} Last answer: ${errorWords(last)}`, { cause: last });
  }
}
