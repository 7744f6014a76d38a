// The real Terraform and its AWS provider against the served sandbox, where a machine has them: one life of the generated stack, unedited,
// by the very code of `--target aws`, and lesson 06 played on it over HTTP as on an account. The provider waits by itself for more than a
// minute around a load balancer, so everything shares one apply and one destroy.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, type Overlay, overlayConfig, planProject, writeProject } from '../../src/generator/index.js';
import { awsPlace } from '../../src/lab/aws-lab.js';
import { type Deployment, deployedOutputs, planDeploy } from '../../src/lab/deploy.js';
import { deploymentFor } from '../../src/lab/engine.js';
import { deployInMemory } from '../../src/lab/in-memory.js';
import { inventory } from '../../src/lab/inventory.js';
import type { Place } from '../../src/lab/place.js';
import { UndoLog, undoLogFile } from '../../src/lab/undo-log.js';
import { type Workbook, workbookAt } from '../../src/lab/workbook.js';
import { loadCourse } from '../../src/lesson/course.js';
import { type LessonRun, playLessons } from '../../src/lesson/unattended.js';
import { workbookTheatre } from '../../src/lesson/workbook-theatre.js';
import { Sandbox } from '../../src/sandbox/index.js';
import type { ApplyEnd, TerraformEvent, TerraformPlan } from '../../src/terraform/index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';
import { findTerraform, offlineEnvironment } from '../helpers/terraform.js';
import { type Served, served } from './helpers/served.js';
import { type Changes, changesOfOurs, changesOfTerraforms } from './helpers/terraform-changes.js';
import { TerraformFolder, type TerraformRun } from './helpers/terraform-folder.js';

const found = findTerraform();
const missing = 'missing' in found ? found.missing : undefined;
const MINUTES = 60_000;
/** Fast enough that the provider's own delays decide; slow enough for two busy processors. */
const SPEED = 120;
/** A lesson looks as often as it needs to, whatever the speed: the clock stands while it does. */
const PLAYING = { speed: 300, held: true };
/** After a drill every few seconds count. */
const CLOSELY = { speed: 30, held: true };
const CLOSELY_FOR_MS = 110_000;
/** Go collects less often: a third of the processor time of Terraform and its provider, for a tenth more memory. */
const GOGC = '400';

interface Edit {
  readonly name: string;
  readonly overlay: Overlay;
  readonly address: string;
}

/** Each touches a resource of its own, so that one plan of Terraform's shows them all. */
const EDITS: readonly Edit[] = [
  {
    name: 'health check interval',
    overlay: { targetGroup: { healthCheckIntervalSeconds: 10 } },
    address: 'aws_lb_target_group.target_group',
  },
  {
    name: 'limits of the capacity',
    overlay: { group: { minSize: 1, maxSize: 6 } },
    address: 'aws_autoscaling_group.group',
  },
  {
    name: 'threshold of the alarm',
    overlay: { alarms: { cpuHighThreshold: 55 } },
    address: 'aws_cloudwatch_metric_alarm.cpu_high',
  },
  {
    name: 'instance type',
    overlay: { launchTemplate: { instanceType: 't3.small' } },
    address: 'aws_launch_template.launch_template',
  },
];
const [THRESHOLD] = EDITS.filter(({ name }) => name === 'threshold of the alarm');

/** A mistake in each of two ways: an operation and a parameter that the sandbox does not model. */
const REFUSED = {
  provider: { aws: [{}] },
  resource: {
    aws_ec2_managed_prefix_list: { unknown_operation: { name: 'x', address_family: 'IPv4', max_entries: 1 } },
    aws_vpc: { unknown_parameter: { cidr_block: '10.9.0.0/16', instance_tenancy: 'dedicated' } },
  },
};

describe.skipIf(missing !== undefined)(`Terraform${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const folder = scratchFolder();
  const workbook: Workbook = workbookAt(folder);
  const project = join(folder, 'tf-stack');
  /** The same project again: two syntheses of one at the same time would write the same files. */
  const copy = join(folder, 'copy');
  const sandbox = Sandbox.born({ seed: 'terraform' });
  const before = { ...process.env };
  const events: TerraformEvent[] = [];
  const ends: Record<string, ApplyEnd> = {};
  const plans: Record<string, TerraformPlan> = {};
  /** Name of the edit → what our applier plans for it. */
  const ours: Record<string, Changes> = {};
  const begun = { standingBeforeTheName: -1, status: -1, screen: '', notes: [''], known: [] as readonly string[] };
  let endpoint: Served;
  let mistaken: TerraformFolder;
  let mistakes: TerraformRun;
  let place: Place;
  let deployment: Deployment;
  let config: Config;
  let scaledTo = 0;
  let playing = false;
  let lesson: readonly LessonRun[] = [];

  beforeAll(async () => {
    if ('missing' in found) return;
    const plan = await planProject({ name: 'tf-stack' });
    config = overlayConfig(plan.config, { group: { minSize: 2 } });
    for (const where of [project, copy]) writeProject(plan.files, where);
    endpoint = await served(sandbox, pace);
    const { TF_CLI_CONFIG_FILE } = offlineEnvironment(found, folder);
    Object.assign(process.env, endpoint.environment, { TF_CLI_CONFIG_FILE, GOGC });
    place = await awsPlace(config.region, workbook);
    deployment = deploymentFor({ workbook, project, place, engine: 'terraform' });
    mistaken = mistakenProject(join(folder, 'mistaken'), endpoint.url);
    await lifeOfTheStack();
  }, 15 * MINUTES);
  afterAll(async () => {
    await mistaken?.stop();
    await endpoint?.stop();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  function pace(): { readonly speed: number; readonly held: boolean } {
    const { commands } = sandbox.world.ssm;
    const recent = Object.values(commands).some(({ requestedAt }) => sandbox.now - requestedAt < CLOSELY_FOR_MS);
    if (recent) return CLOSELY;
    return playing ? PLAYING : { speed: SPEED, held: false };
  }

  function mistakenProject(where: string, url: string): TerraformFolder {
    if ('missing' in found) throw new Error(found.missing);
    mkdirSync(where);
    writeFileSync(join(where, 'main.tf.json'), JSON.stringify(REFUSED));
    return new TerraformFolder(found, where, url);
  }

  /** Everything once; what came of it is for the tests to judge. The mistakes are made, and our plans, while the provider waits for its load balancer. */
  async function lifeOfTheStack(): Promise<void> {
    const { terraform } = deployment;
    if (terraform === undefined) throw new Error('an account is built by Terraform');
    await beginAndStop();
    const onEvent = (event: TerraformEvent): number => events.push(event);
    const applied = terraform.apply({ onEvent }, config);
    await Promise.all([applied, makeMistakes(), ourPlans()]);
    ends.apply = await applied;
    // Without it nothing that follows says why.
    if (ends.apply.failure !== undefined) throw ends.apply.failure;
    plans.unchanged = await terraform.plan({}, config);
    const edited = EDITS.reduce((so, { overlay }) => overlayConfig(so, overlay), config);
    plans.edited = await terraform.plan({}, edited);
    const threshold = overlayConfig(config, THRESHOLD?.overlay ?? {});
    ends.threshold = await terraform.apply({}, threshold);
    scaledTo = await scaleByAlarm();
    plans.afterScaling = await terraform.plan({}, threshold);
    lesson = await playLesson();
    ends.destroy = await terraform.destroy();
  }

  /** As a learner begins: the name is typed at the prompt; and thinks better of it when the first things stand. */
  async function beginAndStop(): Promise<void> {
    mkdirSync(workbook.ours, { recursive: true });
    const named = Object.entries(process.env).filter(([name]) => /^(AWS_|TF_CLI_CONFIG_FILE|GOGC)/.test(name));
    const shell = Object.fromEntries(named.map(([name, value = '']) => [name, value]));
    const deploy = openTerminal(['deploy', '--target', 'aws', '--project', 'tf-stack'], folder, shell);
    await deploy.see(/type the project’s\s+name: tf-stack/);
    begun.standingBeforeTheName = Object.keys(sandbox.world.ec2.addresses).length;
    deploy.press('tf-stack', KEYS.enter);
    await deploy.see(/\d s {2}\+ aws_/);
    deploy.press(KEYS.ctrlC);
    begun.status = await deploy.ended();
    begun.screen = deploy.screen();
    begun.notes = readdirSync(project).filter((name) => name.includes('lock'));
    await adoptWhatWasCut();
    begun.known = deployment.terraform?.standing()?.resources ?? [];
  }

  /** The provider gives up the call that it waits for: what that call made it never hears of. A deploy takes such things in before it goes on. */
  async function adoptWhatWasCut(): Promise<void> {
    const stands = await inventory(place.clients, project);
    for (const orphan of (await deployment.terraform?.orphans(stands)) ?? []) await deployment.terraform?.adopt(orphan);
  }

  async function makeMistakes(): Promise<void> {
    await mistaken.init();
    mistakes = await mistaken.run('apply', '-auto-approve', '-no-color', '-input=false');
  }

  async function ourPlans(): Promise<void> {
    const { deployment: made } = await deployInMemory(copy, { seed: 'ours' }, config);
    const planOf = async (wanted: Config): Promise<Changes> => changesOfOurs((await planDeploy(made, wanted)).plan);
    for (const { name, overlay } of EDITS) ours[name] = await planOf(overlayConfig(config, overlay));
    ours.all = await planOf(EDITS.reduce((so, { overlay }) => overlayConfig(so, overlay), config));
  }

  /** Users until the alarm acts; answers what the group then wants. */
  async function scaleByAlarm(): Promise<number> {
    const lab = place.lab(deployedOutputs(deployment));
    await lab.traffic.start({ from: 150, to: 150, rampSeconds: 0 });
    const deadline = (await lab.clock.now()) + 20 * MINUTES;
    let wanted = 0;
    while (wanted <= config.group.minSize && (await lab.clock.now()) < deadline) {
      await lab.clock.pass(MINUTES);
      wanted = (await lab.observe()).group.desiredCapacity;
    }
    await lab.traffic.stop();
    return wanted;
  }

  async function playLesson(): Promise<readonly LessonRun[]> {
    const undoLog = new UndoLog(undoLogFile(workbook, 'aws'));
    const labOf = place.lab;
    const lessons = loadCourse().lessons.filter(({ number }) => number === '06');
    const lesson = lessons[0]?.id ?? '';
    const theatre = workbookTheatre({ workbook, lesson, deployment, config, undoLog, labOf, say: () => {} });
    const road = { lesson: () => {}, act: () => {} };
    playing = true;
    const runs = await playLessons(lessons, theatre, { road, signal: new AbortController().signal });
    playing = false;
    return runs;
  }

  test('the name typed at the prompt begins it; Ctrl-C ends it with what is done saved, and no lock stays', () => {
    expect(begun.standingBeforeTheName).toBe(0);
    expect(begun.status).toBe(130);
    expect(begun.screen).toContain('Ctrl-C: finishing what is under way');
    expect(begun.screen).toMatch(
      /Stopped: \d+ steps are done and saved[\s\S]*ha-lab deploy --target aws --project\s+tf-stack/,
    );
    expect(begun.notes).toEqual([]);
    expect(begun.known.length).toBeGreaterThan(0);
  });

  test('init finds the mirrored provider, and apply goes on to the whole generated stack', () => {
    expect(ends.apply?.failure).toBeUndefined();
    const made = ends.apply?.done.filter(({ action }) => action === 'create') ?? [];
    expect(made.length + begun.known.length).toBeGreaterThanOrEqual(35);
    // What was cut off half-way may be replaced: planned once, and removed and made.
    const planned = events.flatMap((event) => (event.kind === 'planned' ? [event.address] : []));
    expect(planned.sort()).toEqual([...new Set(ends.apply?.done.map(({ address }) => address))].sort());
    const slow = events.find((event) => event.kind === 'finished' && event.address === 'aws_lb.load_balancer');
    expect(slow).toMatchObject({ action: 'create', elapsedSeconds: expect.any(Number) });
  });

  test('the plan that follows is empty', () => expect(plans.unchanged).toEqual({ changes: [], outputs: [] }));

  test('an operation and a parameter that are not modelled are refused at once', () => {
    expect(mistakes.status).toBe(1);
    expect(mistakes.output).toContain('InvalidAction');
    expect(mistakes.output).toContain('The sandbox does not model InstanceTenancy dedicated of CreateVpc.');
    const refusals = endpoint.lines.map(({ message }) => message);
    expect(refusals.filter((message) => message.includes('CreateManagedPrefixList'))).toHaveLength(1);
    expect(refusals.filter((message) => message.includes('CreateVpc'))).toHaveLength(1);
    expect(refusals).toHaveLength(2);
  });

  test.each(EDITS)('$name: Terraform plans what our applier plans', ({ name, address }) => {
    const alone = ours[name] ?? {};
    expect(Object.keys(alone)).toEqual([address]);
    expect(changesOfTerraforms(plans.edited ?? { changes: [], outputs: [] })[address]).toEqual(alone[address]);
  });

  test('all edits together: nothing else is planned, by neither', () => {
    expect(changesOfTerraforms(plans.edited ?? { changes: [], outputs: [] })).toEqual(ours.all);
  });

  test('a changed threshold is applied, and nothing else', () => {
    expect(ends.threshold?.failure).toBeUndefined();
    expect(ends.threshold?.done).toEqual([{ address: 'aws_cloudwatch_metric_alarm.cpu_high', action: 'update' }]);
  });

  test('the alarm scales the group, and the plan stays empty', () => {
    expect(scaledTo).toBeGreaterThan(config.group.minSize);
    expect(plans.afterScaling).toEqual({ changes: [], outputs: [] });
  });

  test('lesson 06 holds on this account, over HTTP', () => {
    const results = lesson.flatMap(({ reports }) =>
      reports.flatMap(({ expectations }) => expectations.map(({ id, result }) => [id, result])),
    );
    expect(results).toHaveLength(9);
    expect(results.filter(([, result]) => result !== 'held')).toEqual([]);
  });

  test('destroy leaves nothing', async () => {
    expect(ends.destroy?.failure).toBeUndefined();
    expect(await inventory(place.clients, 'tf-stack')).toEqual([]);
    expect(endpoint.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
