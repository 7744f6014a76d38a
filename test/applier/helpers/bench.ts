// The applier with something that answers: plan, apply and destroy in a few words.

import {
  type ApplyClock,
  type AwsClients,
  applyPlan,
  CATALOGUE,
  makePlan,
  newState,
  type Plan,
  stateStore,
} from '../../../src/applier/index.js';
import type { Json } from './settled-stack.js';

export async function bench(clients: AwsClients, clock: ApplyClock) {
  const store = stateStore(newState('ha-django', await clock.now()), () => {});
  const plan = async (json: Json, destroy = false): Promise<Plan> =>
    makePlan({
      json,
      source: 'cdk.tf.json',
      state: store.current,
      clients,
      catalogue: CATALOGUE,
      nowMs: await clock.now(),
      destroy,
    });
  const apply = async (made: Plan) => applyPlan({ plan: made, store, clients, clock, catalogue: CATALOGUE });
  return { store, plan, apply };
}

/** Address → lines of what would change. */
export function details(plan: Plan): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    plan.changes
      .filter(({ action }) => action !== 'no-op')
      .map(({ address, action, changes }) => [
        address,
        action === 'update' ? changes.map(({ path }) => path) : [action],
      ]),
  );
}
