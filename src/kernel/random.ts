// Seeded random numbers in named, independent streams: a new draw in one stream never shifts another.
// Generator: sfc32 (Chris Doty-Humphrey, public domain design); the four words of state are plain data.

export type RandomState = [number, number, number, number];

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform real in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number;
  /** One element; undefined for an empty list. */
  pick<T>(list: readonly T[]): T | undefined;
}

function sfc32(state: RandomState): number {
  const [a, b, c, counter] = state;
  const sum = (a + b + counter) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  state[3] = (counter + 1) | 0;
  return (sum >>> 0) / 4_294_967_296;
}

/** FNV-1a over the text, salted, so that the four words differ. */
function hashWord(text: string, salt: number): number {
  let hash = 2_166_136_261 ^ salt;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  }
  return hash | 0;
}

const WARM_UP_DRAWS = 12;

/** The first state of a stream: depends on the seed and the stream's name only. */
export function seedStream(seed: string, stream: string): RandomState {
  const text = `${seed}\u0000${stream}`;
  const state: RandomState = [hashWord(text, 0), hashWord(text, 0x9e3779b9), hashWord(text, 0x85ebca6b), 1];
  for (let draw = 0; draw < WARM_UP_DRAWS; draw += 1) sfc32(state);
  return state;
}

/** A view of a stream's state; every draw moves the state in place. */
export function randomOver(state: RandomState): Random {
  const next = (): number => sfc32(state);
  return {
    next,
    uniform: (low, high) => low + next() * (high - low),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}
