// Ctrl-C and SIGTERM as an abort signal, for the time of one piece of work. A second Ctrl-C ends the process at once, as everywhere.

export interface Interruptible<Value> {
  readonly value: Value;
  readonly interrupted: boolean;
}

/** Carries out the work with a signal that SIGINT or SIGTERM aborts, and tells whether one came. */
export async function untilInterrupted<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Interruptible<Value>> {
  const interruption = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    interruption.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const value = await work(interruption.signal);
    return { value, interrupted: interruption.signal.aborted };
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
