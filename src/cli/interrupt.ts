// Ctrl-C as a signal that work can look at: the first one asks it to end, in order; a second one does not wait.

export interface Interruptible<Result> {
  readonly result: Result;
  readonly interrupted: boolean;
}

const HOW_TO_HEAL = 'Ended at once. If a drill is still open, undo it: ha-lab heal\n';

/** Runs the work with a signal that SIGINT or SIGTERM aborts. */
export async function whileInterruptible<Result>(
  work: (signal: AbortSignal, abort: () => void) => Promise<Result>,
  onInterrupt: () => void = () => {},
): Promise<Interruptible<Result>> {
  const stopped = new AbortController();
  const stop = (): void => {
    if (stopped.signal.aborted) {
      process.stderr.write(HOW_TO_HEAL);
      process.exit(130);
    }
    stopped.abort();
    onInterrupt();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return { result: await work(stopped.signal, stop), interrupted: stopped.signal.aborted };
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
