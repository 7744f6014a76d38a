// The load plan of a project for other tools, with numbers of the learner's: the same templates that `ha-lab new` fills in.

import type { Config } from './config.js';
import { renderTemplate } from './render.js';
import { type LoadNumbers, loadView } from './view.js';

/** Where each plan comes from; of the last one the numbers are requests per second instead of users. */
const PLANS = { jmeter: 'load/plan.jmx.ejs', k6: 'load/plan.k6.js.ejs', 'k6-rate': 'load/rate.k6.js.ejs' } as const;

export const LOAD_TOOLS = ['jmeter', 'k6'] as const;
export type LoadTool = (typeof LOAD_TOOLS)[number];

export async function renderLoadPlan(plan: keyof typeof PLANS, config: Config, numbers: LoadNumbers): Promise<string> {
  return renderTemplate(PLANS[plan], { config, load: loadView(numbers) });
}
