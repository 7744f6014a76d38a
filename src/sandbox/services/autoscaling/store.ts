// The state of this service: plain data in the world.

export type AutoScalingStore = Record<string, never>;
