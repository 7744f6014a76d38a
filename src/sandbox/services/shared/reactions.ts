// What a service does when something happened elsewhere. A service exports two such tables; wiring.ts merges and subscribes them.
// Types only. A reaction normally does no more than wake one of the service's own controllers.

import type { Context } from '../../context.js';
import type { EventOf, EventType } from '../../events.js';
import type { FleetObservation } from '../../fleet/fleet.js';

export type Reactions = {
  readonly [Type in EventType]?: (event: EventOf<Type>, context: Context) => void;
};

export type ObservationOf<Kind extends FleetObservation['kind']> = Extract<FleetObservation, { readonly kind: Kind }>;

/** What a service does with the answers of the machines. */
export type Observations = {
  readonly [Kind in FleetObservation['kind']]?: (observation: ObservationOf<Kind>, context: Context) => void;
};
