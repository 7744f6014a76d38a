// Single keys while something runs: f faster, s slower. Ctrl-C arrives as a key here, because the terminal is in raw mode.

export interface KeyInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: 'data', listener: (data: Buffer | string) => void): unknown;
  off(event: 'data', listener: (data: Buffer | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const CTRL_C = '\u0003';

export interface KeyActions {
  readonly keys: Readonly<Record<string, () => void>>;
  readonly interrupted: () => void;
}

/** Listens until the answer is called. Prompts must not be open meanwhile. */
export function listenKeys(input: KeyInput, { keys, interrupted }: KeyActions): () => void {
  if (input.isTTY !== true || input.setRawMode === undefined) return () => {};
  const listener = (data: Buffer | string): void => {
    for (const key of String(data)) {
      if (key === CTRL_C) interrupted();
      else keys[key]?.();
    }
  };
  input.setRawMode(true);
  input.on('data', listener);
  input.resume();
  return () => {
    input.off('data', listener);
    input.setRawMode?.(false);
    input.pause();
  };
}
