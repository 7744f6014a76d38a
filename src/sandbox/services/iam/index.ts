// IAM's public face. Roles and profiles are kept; permissions are not evaluated.

import type { Controller } from '../../context.js';

export { instanceProfile } from './entities.js';
export { operations } from './operations/index.js';
export { linkedService, reactions } from './service-linked-roles.js';
export { type IamStore, newStore } from './store.js';

export const controllers: readonly Controller[] = [];
