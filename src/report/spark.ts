// A series as one line of blocks, newest right. Pure.

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** @param top the value of a full block; absent: the highest there is. A gap is a space: nobody knows. */
export function sparkText(values: readonly (number | undefined)[], width: number, top?: number): string {
  const shown = values.slice(-width);
  const highest = top ?? Math.max(0, ...shown.map((value) => value ?? 0));
  return shown
    .map((value) => {
      if (value === undefined) return ' ';
      const step = highest <= 0 ? 0 : Math.round((Math.min(value, highest) / highest) * (BLOCKS.length - 1));
      return BLOCKS[Math.max(0, step)] ?? BLOCKS[0];
    })
    .join('')
    .padStart(width);
}

/** One value for each step of time up to `until`: the newest of each step, absent where nothing was seen. */
export function evenly(
  points: readonly { readonly at: number; readonly value: number | undefined }[],
  { from, until, width }: { readonly from: number; readonly until: number; readonly width: number },
): readonly (number | undefined)[] {
  const stepMs = Math.max(1, (until - from) / width);
  const cells = new Array<number | undefined>(width).fill(undefined);
  for (const { at, value } of points) {
    const cell = Math.min(width - 1, Math.floor((at - from) / stepMs));
    if (cell >= 0 && value !== undefined) cells[cell] = value;
  }
  // Between two looks the world was as it was at the last one.
  let last: number | undefined;
  const newest = Math.min(width - 1, Math.floor((until - from) / stepMs));
  return cells.map((value, index) => {
    last = value ?? last;
    return index <= newest ? last : undefined;
  });
}
