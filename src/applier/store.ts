// Where an apply keeps its state: changes it and saves it after every single resource.

import type { State } from './state.js';

export interface StateStore {
  readonly current: State;
  change(next: (state: State) => State): void;
}

/** `save` is called after every change, before anything else happens. */
export function stateStore(initial: State, save: (state: State) => void): StateStore {
  let current = initial;
  return {
    get current() {
      return current;
    },
    change(next) {
      current = next(current);
      save(current);
    },
  };
}
