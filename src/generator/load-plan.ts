// The load plan of a project for other tools, with numbers of the learner's: the same templates that `ha-lab new` fills in.

import type { Config } from './config.js';
import { renderTemplate } from './render.js';
import { type LoadNumbers, loadView } from './view.js';

/** Where each tool's plan comes from. */
export const LOAD_TOOLS = { jmeter: 'load/plan.jmx.ejs', k6: 'load/plan.k6.js.ejs' } as const;

export type LoadTool = keyof typeof LOAD_TOOLS;

export async function renderLoadPlan(tool: LoadTool, config: Config, numbers: LoadNumbers): Promise<string> {
  return renderTemplate(LOAD_TOOLS[tool], { config, load: loadView(numbers) });
}
