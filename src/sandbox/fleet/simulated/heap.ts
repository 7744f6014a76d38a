// A binary heap of numbers in one flat array, three per entry: key (a time or a tag), sequence, code. The array is the saved state.
// Equal keys leave in the order of their sequence. Hot path: entries are numbers, nothing is allocated.

/** `[key, sequence, code, key, sequence, code, …]`. */
export type Heap = number[];

const STRIDE = 3;

// Reads inside the bounds that the callers keep; `noUncheckedIndexedAccess` cannot know them.
const at = (heap: Heap, index: number): number => heap[index] as number;

export function heapSize(heap: Heap): number {
  return heap.length / STRIDE;
}

/** Key of the first entry; only for a heap that is not empty. */
export const firstKey = (heap: Heap): number => at(heap, 0);
/** Sequence of the first entry; only for a heap that is not empty. */
export const firstSequence = (heap: Heap): number => at(heap, 1);
/** Code of the first entry; only for a heap that is not empty. */
export const firstCode = (heap: Heap): number => at(heap, 2);

export function push(heap: Heap, key: number, sequence: number, code: number): void {
  let position = heap.length;
  heap.push(key, sequence, code);
  while (position > 0) {
    const parent = ((position / STRIDE - 1) >> 1) * STRIDE;
    const parentKey = at(heap, parent);
    if (parentKey < key || (parentKey === key && at(heap, parent + 1) < sequence)) break;
    heap[position] = parentKey;
    heap[position + 1] = at(heap, parent + 1);
    heap[position + 2] = at(heap, parent + 2);
    position = parent;
  }
  heap[position] = key;
  heap[position + 1] = sequence;
  heap[position + 2] = code;
}

/** Removes the first entry. Read it before: key, sequence and code are gone afterwards. */
export function removeFirst(heap: Heap): void {
  const length = heap.length - STRIDE;
  const key = at(heap, length);
  const sequence = at(heap, length + 1);
  const code = at(heap, length + 2);
  heap.length = length;
  if (length > 0) sink(heap, length, key, sequence, code);
}

function sink(heap: Heap, length: number, key: number, sequence: number, code: number): void {
  let position = 0;
  for (;;) {
    let child = 2 * position + STRIDE;
    if (child >= length) break;
    const right = child + STRIDE;
    if (right < length) {
      const leftKey = at(heap, child);
      const rightKey = at(heap, right);
      if (rightKey < leftKey || (rightKey === leftKey && at(heap, right + 1) < at(heap, child + 1))) child = right;
    }
    const childKey = at(heap, child);
    if (key < childKey || (key === childKey && sequence < at(heap, child + 1))) break;
    heap[position] = childKey;
    heap[position + 1] = at(heap, child + 1);
    heap[position + 2] = at(heap, child + 2);
    position = child;
  }
  heap[position] = key;
  heap[position + 1] = sequence;
  heap[position + 2] = code;
}
