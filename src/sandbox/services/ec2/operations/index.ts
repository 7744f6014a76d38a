// All of EC2's operations, gathered from the files by resource.

import type { Ec2Operations } from './api.js';

export const operations = {} satisfies Ec2Operations;
