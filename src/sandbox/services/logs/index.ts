// CloudWatch Logs' public face: log groups can be made, found, kept for so many days, tagged and removed. Nobody writes into them here.

import type { Controller } from '../../context.js';

export { operations } from './operations.js';
export { type LogsStore, newStore } from './store.js';

export const controllers: readonly Controller[] = [];
