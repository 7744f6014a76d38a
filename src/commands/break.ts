// `ha-lab break <drill>`: one thing broken on purpose, its undo on disk first.

import { Args, Flags } from '@oclif/core';
import { z } from 'zod';
import { LabCommand, type Session } from '../cli/lab-command.js';
import { LabError } from '../errors.js';
import { ACTIONS, type Action, findAction } from '../lab/actions/index.js';
import { performDrill } from '../lab/drill.js';
import { indented, tableText } from '../report/table.js';

export default class Break extends LabCommand {
  static override summary = 'Break one thing on purpose; without a name: list the drills';
  static override examples = [
    '<%= config.bin %> break',
    '<%= config.bin %> break stop-docker',
    '<%= config.bin %> break stop-docker --on us-east-1b --dry-run',
    '<%= config.bin %> break spike-cpu --set on=all --set seconds=180',
  ];
  static override args = { drill: Args.string({ description: 'Name of the drill' }) };
  static override flags = {
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
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Break);
    if (args.drill === undefined) return this.list();
    const action = findAction(args.drill);
    const parameters = readParameters(action, flags.on, flags.set);
    await this.inSession(flags.project, (session) => this.perform(session, action, parameters, flags['dry-run']));
  }

  private list(): void {
    const rows = ACTIONS.flatMap(({ name, summary, expect }) => [[name, summary], { note: expect }] as const);
    this.print(tableText([{ title: 'DRILL' }, { title: 'WHAT IT DOES' }], rows), {
      drills: ACTIONS.map(({ name, summary, expect, parameters }) => ({
        name,
        summary,
        expect,
        parameters: z.toJSONSchema(parameters),
      })),
    });
  }

  private async perform(session: Session, action: Action, parameters: unknown, dryRun: boolean): Promise<void> {
    const lab = this.labOf(session);
    const act = await action.plan(lab, parameters, await lab.observe());
    if (dryRun) {
      this.print(
        `would: ${act.title}\nundo:  ${act.undo.map((step) => JSON.stringify(step)).join('\n       ') || 'nothing to undo'}`,
        {
          title: act.title,
          target: act.target,
          undo: act.undo,
        },
      );
      return;
    }
    const drill = await performDrill(lab, session.undoLog, act, { project: session.project, drill: action.name });
    const text = [
      `Done: ${drill.title}`,
      ...indented('expect   ', action.expect),
      'next     ha-lab sandbox advance 15m · ha-lab status',
      ...(drill.undo.length === 0 ? [] : ['undo     ha-lab heal']),
    ];
    this.print(text.join('\n'), { drill });
  }
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
    `The drill ${action.name} cannot be done like this:\n${z.prettifyError(parsed.error)}`,
    {
      suggestions: Object.entries(action.parameters.shape).map(
        ([name, schema]) => `--set ${name}=…   ${(schema as z.ZodType).description ?? ''}`,
      ),
      exitCode: 2,
    },
  );
}
