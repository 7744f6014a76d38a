// `ha-lab break <drill>`: one thing broken on purpose, its undo on disk first.

import { basename } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { z } from 'zod';
import { callerOf } from '../account/index.js';
import { followOnScreen } from '../cli/follow-screen.js';
import { LabCommand, type Session, TARGET_FLAG } from '../cli/lab-command.js';
import { CONFIRM_FLAG, confirmByName } from '../cli/typed-confirmation.js';
import { LabError } from '../errors.js';
import { ACTIONS, type Action, findAction, type PlannedAct } from '../lab/actions/index.js';
import { performDrill } from '../lab/drill.js';
import { requireOnePlace } from '../lab/endpoint.js';
import type { Followed } from '../lab/follow.js';
import { requireReach } from '../lab/guard/reach.js';
import { callerText } from '../report/account-text.js';
import { type DrillParameter, drillList, parameterLine, previewText, undoWords } from '../report/drill-text.js';
import { followSummary } from '../report/follow-text.js';
import { indented } from '../report/table.js';

export default class Break extends LabCommand {
  static override summary = 'Break one thing on purpose; without a name: list the drills';
  static override description =
    'The undo is on disk before anything is touched. On a terminal the story is followed until the group is whole again, at a pace that can be watched; Ctrl-C leaves it (exit 0): the drill stays open for `ha-lab heal`. In a pipe it is done, and time stands still until `ha-lab sandbox advance`.';
  static override examples = [
    '<%= config.bin %> break',
    '<%= config.bin %> break stop-docker',
    '<%= config.bin %> break stop-docker --on us-east-1b --dry-run',
    '<%= config.bin %> break hang --speed 20',
    '<%= config.bin %> break spike-cpu --set on=all --set seconds=180',
    '<%= config.bin %> break stop-docker --target aws --confirm shop',
  ];
  static override args = { drill: Args.string({ description: 'Name of the drill' }) };
  static override flags = {
    ...TARGET_FLAG,
    ...CONFIRM_FLAG,
    on: Flags.string({
      description: 'any, an availability zone, or an instance id (its beginning is enough)',
      helpValue: 'target',
    }),
    set: Flags.string({
      description: 'Any other parameter of the drill',
      helpValue: 'name=value',
      multiple: true,
      default: [],
    }),
    'dry-run': Flags.boolean({ description: 'Show what would be done and how it would be undone; do nothing' }),
    follow: Flags.boolean({
      description: 'Watch until the group is whole again (default: on a terminal; --no-follow: do it and end)',
      allowNo: true,
    }),
    speed: Flags.integer({
      description: 'On a terminal: virtual seconds per second; 0: as fast as possible',
      default: 60,
      min: 0,
      max: 100_000,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Break);
    if (args.drill === undefined) return this.list();
    const action = findAction(args.drill);
    const parameters = readParameters(action, flags.on, flags.set);
    const terminal = process.stdout.isTTY === true && process.stderr.isTTY === true && !this.wantsJson();
    const wish = {
      dryRun: flags['dry-run'],
      follow: flags.follow ?? terminal,
      speed: flags.speed,
      given: flags.confirm,
      mayAsk: flags.input,
    };
    const { target } = flags;
    if (target === 'aws' && !wish.dryRun) requireOnePlace('break');
    await this.inSession(flags.project, (session) => this.perform(session, action, parameters, wish), { target });
  }

  private list(): void {
    const drills = ACTIONS.map(({ name, summary, expect, parameters }) => ({
      name,
      summary,
      expect,
      parameters: parametersOf(parameters),
    }));
    this.print(drillList(drills), {
      drills: ACTIONS.map(({ name, summary, expect, parameters }) => ({
        name,
        summary,
        expect,
        parameters: z.toJSONSchema(parameters),
      })),
    });
  }

  private async perform(session: Session, action: Action, parameters: unknown, wish: Wish): Promise<void> {
    const lab = this.labOf(session);
    const before = await lab.observe();
    const act = await action.plan(lab, parameters, before);
    if (wish.dryRun) {
      await requireReach(lab, act.touches);
      return this.preview(action, act);
    }
    const { open } = session;
    const since = (await open?.control.status())?.events ?? 0;
    if (lab.target === 'aws') await this.confirm(session, action, act, wish);
    const drill = await performDrill(lab, session.undoLog, act, { project: session.project, drill: action.name });
    const there = lab.target === 'aws' ? ' --target aws' : '';
    const undo = drill.undo.length === 0 ? [] : [`undo     ha-lab heal${there}`];
    const done = [`Done: ${drill.title}`, ...indented('expect   ', action.expect)];
    // Following needs the sandbox's journal, which an account has not.
    if (!wish.follow || open === undefined) {
      const wait = open === undefined ? '' : 'ha-lab sandbox advance 15m · ';
      this.print([...done, `next     ${wait}ha-lab status${there}`, ...undo].join('\n'), { drill });
      return;
    }
    this.say([...done, ...undo, ''].join('\n'));
    const live = process.stderr.isTTY === true && !this.wantsJson();
    const request = { speed: wish.speed, before, from: drill.at, since, say: (line: string) => this.say(line), live };
    const { followed, facts } = await followOnScreen({ ...session, open }, request);
    const why = before.instances.find(({ id }) => drill.target.split(',').includes(id))?.id.slice(0, 8) ?? '';
    const goOn =
      followed.end === 'detached' || followed.wholeAt === undefined
        ? ' · ha-lab sandbox advance 15m · ha-lab status'
        : '';
    const next = [`next     ha-lab explain ${why}`.trimEnd() + goOn, ...undo];
    this.say('');
    this.print([followSummary(followed, facts), '', ...next].join('\n'), {
      drill,
      followed: dataOf(followed),
      ...facts,
    });
  }

  /** Nobody's clock stands still there, and somebody pays: what is about to be hit is said, and the name typed, before it is. */
  private async confirm(session: Session, action: Action, act: PlannedAct, { given, mayAsk }: Wish): Promise<void> {
    const { place, project } = session;
    const caller = await callerOf(place.clients);
    this.say(callerText({ caller, region: place.region }));
    this.say(previewText({ title: act.title, expect: action.expect, undo: act.undo }));
    await requireReach(this.labOf(session), act.touches);
    const command = this.typed(`break ${action.name}`, project);
    const what = `do this on account ${caller.account}`;
    await confirmByName({ name: basename(project), given, what, command, mayAsk });
  }

  private preview({ expect }: Action, { title, target, undo }: PlannedAct): void {
    const words = [...undo].reverse().map(undoWords);
    this.print(previewText({ title, expect, undo }), { title, target, expect, undo, undoWords: words });
  }
}

interface Wish {
  readonly dryRun: boolean;
  readonly follow: boolean;
  readonly speed: number;
  readonly given: string | undefined;
  readonly mayAsk: boolean;
}

const dataOf = ({ seen: _, ...followed }: Followed): Readonly<Record<string, unknown>> => ({ ...followed });

/** What can be set of a drill, as it would be typed. */
function parametersOf({ shape }: Action['parameters']): readonly DrillParameter[] {
  return Object.entries(shape).map(([name, schema]) => {
    const type = schema as z.ZodType;
    const { data: initial } = type.safeParse(undefined);
    return {
      name,
      description: type.description ?? '',
      ...(initial === undefined ? {} : { initial: String(initial) }),
    };
  });
}

/** `--on x --set seconds=180` as the drill's own schema wants it. Throws with every problem at once. */
function readParameters(action: Action, on: string | undefined, set: readonly string[]): unknown {
  const given: Record<string, unknown> = on === undefined ? {} : { on };
  for (const pair of set) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    given[name] = value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
  }
  const parsed = z.strictObject(action.parameters.shape).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new LabError(
    'INVALID_CONFIG',
    `The drill ${action.name} cannot be done like this:\n${parsed.error.issues.flatMap(problemLines).join('\n')}`,
    {
      suggestions: parametersOf(action.parameters).map(parameterLine),
      exitCode: 2,
    },
  );
}

/** What zod found, at the flag that was typed. */
function problemLines(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `  ${flagOf(key)}: it has no such parameter`);
  const [name] = issue.path;
  return [`  ${name === undefined ? '' : `${flagOf(String(name))}: `}${issue.message.replace(/^Invalid input: /, '')}`];
}

const flagOf = (name: string): string => (name === 'on' ? '--on' : `--set ${name}`);
