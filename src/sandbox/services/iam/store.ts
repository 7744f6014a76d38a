// The state of this service: plain data in the world.

export type IamStore = Record<string, never>;
