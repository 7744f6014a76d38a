// `ha-lab deploy`: synthesise the project, have it built, and wait until the targets are healthy.

import { basename } from 'node:path';
import { Flags } from '@oclif/core';
import { type ApplyResult, isEmptyPlan, type Progress, planCounts } from '../applier/index.js';
import { passAccountGate, passImageGate } from '../cli/account-gate.js';
import { untilInterrupted } from '../cli/interrupt.js';
import { ENGINE_FLAG, LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { planText, progressText } from '../cli/plan-text.js';
import { STOPPING } from '../cli/removal.js';
import { terraformScreen } from '../cli/terraform-screen.js';
import { CONFIRM_FLAG } from '../cli/typed-confirmation.js';
import { LabError } from '../errors.js';
import { applyDeploy, deployedOutputs, planDeploy, waitUntilHealthy } from '../lab/deploy.js';
import { requireOnePlace } from '../lab/endpoint.js';
import type { StackOutputs } from '../lab/lab.js';
import { leaveLedger } from '../lab/ledger.js';
import type { TerraformEngine } from '../lab/terraform-engine.js';
import { terraformCounts } from '../report/terraform-text.js';
import { spanText } from '../report/time.js';

/** What a build did, whoever built. */
interface Build {
  readonly engine: 'applier' | 'terraform';
  readonly done: readonly unknown[];
  readonly counts: { readonly add: number; readonly change: number; readonly destroy: number };
  /** Nothing had to be done. */
  readonly nothing: boolean;
}

type Builder = (signal: AbortSignal) => Promise<Build>;

interface Deployed extends Build {
  readonly outputs: StackOutputs;
  /** In the stack's own time. */
  readonly elapsedSeconds: number;
  readonly healthyAfterSeconds: number | undefined;
}

export default class Deploy extends LabCommand {
  static override summary = 'Build the project on the sandbox, and wait until it is healthy';
  static override description =
    'What stands already is compared with the project; only the difference is applied. Time is virtual: the minutes that AWS needs pass in moments. With --engine terraform the real terraform (or tofu) builds it, on the sandbox that this command serves meanwhile; the provider’s own pauses take a minute and a half. With --target aws the account, its quotas and the price by line are shown first, and nothing is created before the project’s name was typed; an image that its registry does not have, keeps to itself, or has for another processor is refused.';
  static override examples = [
    '<%= config.bin %> deploy',
    '<%= config.bin %> deploy --project generated/shop',
    '<%= config.bin %> deploy --engine terraform',
    '<%= config.bin %> deploy --target aws --confirm shop',
  ];
  static override flags = {
    ...TARGET_FLAG,
    ...ENGINE_FLAG,
    ...CONFIRM_FLAG,
    'check-image': Flags.boolean({
      description: 'Ask the image’s registry whether it is there and fits the instances (default: with --target aws)',
      allowNo: true,
    }),
    seed: Flags.string({
      description: 'Seed of a new sandbox: the same one tells the same story again, another one another',
      helpValue: 'text',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Deploy);
    const { seed, target, engine } = flags;
    if (target === 'aws') requireOnePlace('deploy');
    await this.inSession(
      flags.project,
      async (session) => {
        let planIsEmpty = false;
        if (seed !== undefined) await requireSeed(session, seed);
        if (target === 'aws') {
          const command = this.typed('deploy', session.project);
          const say = (text: string): void => this.say(text);
          const checkImage = flags['check-image'] !== false;
          const passed = await passAccountGate(session, {
            given: flags.confirm,
            mayAsk: flags.input,
            command,
            say,
            checkImage,
          });
          planIsEmpty = passed.nothingToDo;
        } else if (flags['check-image'] === true) {
          await passImageGate(session.project, (text) => this.say(text));
        }
        await this.deploy(session, planIsEmpty).catch((error: unknown) => {
          forgetIfNothing(session);
          throw error;
        });
      },
      {
        target,
        ...(engine === undefined ? {} : { engine }),
        ...(seed === undefined ? {} : { birth: { seed } }),
      },
    );
  }

  private async deploy(session: Session, planIsEmpty: boolean): Promise<void> {
    const { deployment, place } = session;
    const { terraform } = deployment;
    const startedAt = await place.clock.now();
    const builder = async (): Promise<Builder> =>
      terraform === undefined ? this.planned(session) : this.byTerraform(terraform);
    const build = planIsEmpty ? NOTHING_TO_BUILD : await builder();
    const { value, interrupted } = await untilInterrupted(async (signal): Promise<Deployed> => {
      const built = await build(signal);
      const elapsedSeconds = ((await place.clock.now()) - startedAt) / 1_000;
      const outputs = deployedOutputs(deployment);
      const healthyAfterSeconds = await waitUntilHealthy(deployment, outputs, signal);
      return { ...built, outputs, elapsedSeconds, healthyAfterSeconds };
    });
    this.report(value, session);
    if (interrupted) process.exitCode = 130;
    else if (value.healthyAfterSeconds === undefined) process.exitCode = 3;
  }

  private async planned({ deployment }: Session): Promise<Builder> {
    const planned = await planDeploy(deployment);
    const { plan } = planned;
    this.say(planText(plan));
    const progress = (step: Progress): void => {
      const line = progressText(step);
      if (line !== undefined) this.say(line);
    };
    return async (signal) => {
      signal.addEventListener('abort', () => this.say(STOPPING));
      const result = await applyDeploy(deployment, planned, progress, signal);
      if (result.failed.length > 0) throw failed(result);
      if (signal.aborted && result.skipped.length > 0) throw stopped(result.done.length, result.skipped.length);
      return { engine: 'applier', done: result.done, counts: planCounts(plan), nothing: isEmptyPlan(plan) };
    };
  }

  private byTerraform(terraform: TerraformEngine): Builder {
    return async (signal) => {
      const screen = terraformScreen(process.stderr, 'terraform apply', (line) => this.say(line));
      signal.addEventListener('abort', () => screen.say(STOPPING));
      const watching = this.wantsJson() ? { signal } : { signal, onEvent: screen.onEvent };
      const { done, failure, interrupted } = await terraform.apply(watching).finally(screen.end);
      if (failure !== undefined) throw interrupted ? stopped(done.length) : failure;
      return { engine: 'terraform', done, counts: terraformCounts(done), nothing: done.length === 0 };
    };
  }

  private report(deployed: Deployed, { place }: Session): void {
    const { engine, outputs, nothing, counts, done, elapsedSeconds, healthyAfterSeconds } = deployed;
    const whose = place.target === 'sandbox' ? 'of the sandbox’s time' : 'of the account’s time';
    const text = [
      nothing
        ? `${outputs.project} stands as the project says; nothing was changed.`
        : `Deployed ${outputs.project} in ${spanText(elapsedSeconds * 1_000)} ${whose}:\n${counts.add} added, ${counts.change} changed, ${counts.destroy} destroyed.`,
      healthText(healthyAfterSeconds, nothing),
      `address  ${outputs.url}`,
      ...(place.target === 'aws'
        ? ['next     ha-lab status --target aws · ha-lab lesson run --target aws']
        : [
            '         (it answers inside the sandbox; for a browser: ha-lab open)',
            'next     ha-lab status · ha-lab break stop-docker · ha-lab lesson run',
          ]),
    ].join('\n');
    this.print(text, {
      project: outputs.project,
      target: place.target,
      engine,
      outputs,
      elapsedSeconds,
      healthyAfterSeconds: healthyAfterSeconds ?? null,
      done,
    });
  }
}

/** A second plan of Terraform's would find what the first found, and take as long. */
const NOTHING_TO_BUILD: Builder = async () => ({
  engine: 'terraform',
  done: [],
  counts: terraformCounts([]),
  nothing: true,
});

/** A sandbox keeps the seed it began with: everything that happened in it was drawn from that. */
async function requireSeed({ open }: Session, wanted: string): Promise<void> {
  if (open === undefined) {
    throw new LabError('REFUSED', 'An account has no seed.', { suggestions: ['leave --seed out'], exitCode: 2 });
  }
  const { seed } = await open.control.status();
  if (seed === wanted) return;
  throw new LabError('REFUSED', `This sandbox began with the seed "${seed}"; a seed cannot be changed later.`, {
    suggestions: [
      `ha-lab sandbox reset   sets it aside; then: ha-lab deploy --seed ${wanted}`,
      'without --seed this one goes on',
    ],
    exitCode: 2,
  });
}

/** A deploy that failed before anything existed costs nothing. A state that cannot be read may hold something. */
function forgetIfNothing({ deployment: { terraform }, place, project, workbook }: Session): void {
  if (place.target !== 'aws') return;
  try {
    if (terraform?.standing() === undefined) leaveLedger(workbook, basename(project));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
  }
}

function healthText(afterSeconds: number | undefined, nothing: boolean): string {
  if (afterSeconds === undefined) return 'The targets are not healthy yet; see why: ha-lab status';
  if (afterSeconds === 0 || nothing) return 'All targets are healthy.';
  return `All targets healthy ${spanText(afterSeconds * 1_000)} later: the machines had to boot, install Docker and\npass a check.`;
}

/** @param left steps that were not begun; Terraform does not count them. */
function stopped(done: number, left?: number): LabError {
  const rest = left === undefined ? 'the rest was not begun' : `${left} were not begun`;
  return new LabError('INTERRUPTED', `Stopped: ${done} steps are done and saved, ${rest}.`, {
    suggestions: ['Go on from here: ha-lab deploy', 'Or take everything down again: ha-lab destroy'],
    exitCode: 130,
  });
}

function failed(result: ApplyResult): LabError {
  const lines = result.failed.map(({ address, message }) => `  ${address}: ${message}`);
  const skipped = result.skipped.map(({ address, because }) => `  ${address} skipped, it needs ${because}`);
  return new LabError(
    'DEPLOY_FAILED',
    ['The deploy stopped half-way; what was created is kept:', ...lines, ...skipped].join('\n'),
    {
      suggestions: [
        'Mend the cause, then go on from here: ha-lab deploy',
        'Or take everything down again: ha-lab destroy',
      ],
      exitCode: 2,
    },
  );
}
