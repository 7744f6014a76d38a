// Which machines have requests on their processors, and whose is done first: an index over the state, rebuilt on load and after every
// change of power. A group of a thousand is looked at a thousand times a minute, and hardly any of it is at work.

import { NEVER } from './processor.js';
import type { Machine } from './state.js';

interface Place {
  readonly machine: Machine;
  /** Among the machines with power, in order of birth: decides between completions at one instant, so that loading changes nothing. */
  readonly order: number;
  listed: boolean;
}

export class BusyMachines {
  private readonly places = new Map<Machine, Place>();
  private readonly listed: Place[] = [];

  /** @param powered in order of birth */
  rebuild(powered: readonly Machine[]): void {
    this.places.clear();
    this.listed.length = 0;
    powered.forEach((machine, order) => {
      this.places.set(machine, { machine, order, listed: false });
      if (machine.processor.jobs.length > 0) this.enter(machine);
    });
  }

  /** Call when a processor that was idle has been given a request. One without power is not looked at. */
  enter(machine: Machine): void {
    const place = this.places.get(machine);
    if (place === undefined || place.listed) return;
    place.listed = true;
    this.listed.push(place);
  }

  /** The machine whose next request completes first. Takes idle ones off the list on the way: nobody has to tell when one falls idle. */
  first(): Machine | undefined {
    const { listed } = this;
    let first: Place | undefined;
    let at = NEVER;
    for (let position = 0; position < listed.length; position += 1) {
      const place = listed[position] as Place;
      const { jobs, nextAt } = place.machine.processor;
      if (jobs.length === 0) {
        this.leave(position);
        position -= 1;
      } else if (nextAt < at || (nextAt === at && first !== undefined && place.order < first.order)) {
        first = place;
        at = nextAt;
      }
    }
    return first?.machine;
  }

  private leave(position: number): void {
    const { listed } = this;
    const last = listed.pop() as Place;
    const left = listed[position] ?? last;
    if (position < listed.length) listed[position] = last;
    left.listed = false;
  }
}
