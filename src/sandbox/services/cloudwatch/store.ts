// The state of this service: plain data in the world.

export type CloudWatchStore = Record<string, never>;
