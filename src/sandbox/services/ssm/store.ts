// The state of this service: plain data in the world.

export type SsmStore = Record<string, never>;
