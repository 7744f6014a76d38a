// The state of this service: plain data in the world.

export type Ec2Store = Record<string, never>;
