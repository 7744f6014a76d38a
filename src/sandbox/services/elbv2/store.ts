// The state of this service: plain data in the world.

export type Elbv2Store = Record<string, never>;
