// The state of the simulated machines: plain data in the world.

export type SimulatedFleetState = Record<string, never>;
