// The generator's public face: answers → configuration → plan of a project → files on disk.
import { join } from 'node:path';
import { LabError } from '../errors.js';
import type { Answers } from './answers.js';
import { recreateCommand } from './command.js';
import type { Config } from './config.js';
import { judgeAnswers, refusalText } from './judge.js';
import { type PriceList, priceList } from './prices.js';
import { QUESTIONS } from './questions/index.js';
import { projectVersions, type RenderedFile, renderProject } from './render.js';
import { withDefaults } from './resolve.js';
import type { Finding } from './rules/index.js';
import { createView } from './view.js';

export { nearest } from '../nearest.js';
export { LAST_ANSWERS, lastAnswers, readAnswers, rememberAnswers } from './answer-files.js';
export type { Answers, AnswerValue, Choice, Question } from './answers.js';
export { environmentName, parseAnswer } from './answers.js';
export { type Architecture, architectureOf } from './architecture.js';
export { flagText, recreateCommand } from './command.js';
export { AMI_PARAMETERS, type Config, configSchema, SAMPLE_IMAGE } from './config.js';
export { DEFAULT_NAME, defaultConfig } from './defaults.js';
export { judgeAnswers, type Objection, refusalText } from './judge.js';
export { type LoadedConfig, loadConfig, parseConfig } from './load-config.js';
export { LOAD_TOOLS, type LoadTool, renderLoadPlan } from './load-plan.js';
export { type Overlay, overlayConfig } from './overlay.js';
export { costOf, hourlyPrice, type PriceLine, type PriceList, priceList } from './prices.js';
export { QUESTIONS } from './questions/index.js';
export type { RenderedFile } from './render.js';
export { type Resolution, resolveGiven, type Sources, unanswered, withDefaults } from './resolve.js';
export { pictureLines, reviewText } from './review.js';
export { checkConfig, type Finding } from './rules/index.js';
export { LOAD_PLAN, type LoadNumbers } from './view.js';
export { type Asker, askAgain, askAnswers } from './wizard.js';
export { isFree, requireFree, type Written, writeProject } from './write.js';

/** Everything about a project before it is written. */
export interface ProjectPlan {
  readonly config: Config;
  readonly answers: Answers;
  readonly files: readonly RenderedFile[];
  readonly prices: PriceList;
  readonly warnings: readonly Finding[];
  readonly command: string;
}

/** Where a project goes if nobody says otherwise, relative to the current folder. */
export function defaultDestination(name: string): string {
  return join('generated', name);
}

/** Plans a project from answers (missing ones by default). Throws LabError INVALID_CONFIG (exit 2) with every problem at once. */
export async function planProject(given: Answers): Promise<ProjectPlan> {
  const answers = withDefaults(QUESTIONS, given);
  const { config, objections, warnings } = judgeAnswers(QUESTIONS, given);
  if (objections.length > 0) {
    throw new LabError('INVALID_CONFIG', refusalText(objections), {
      suggestions: ['change the answers named above and run the command again', 'every setting: ha-lab new --help'],
      exitCode: 2,
    });
  }
  const prices = priceList(config);
  const command = recreateCommand(QUESTIONS, answers);
  const files = await renderProject(createView({ config, versions: projectVersions(), command, prices }));
  return {
    config,
    answers,
    files,
    prices,
    warnings,
    command,
  };
}
