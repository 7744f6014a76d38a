// `ha-lab sandbox rewind 5m`: back to a past instant, to go on differently; what came after is kept as a fork.

import { Args, Flags } from '@oclif/core';
import { type ClockFacts, parsePast } from '../../cli/past.js';
import { SandboxCommand } from '../../cli/sandbox-command.js';
import { LabError } from '../../errors.js';
import { clockText } from '../../report/time.js';
import type { RewindRequest, Rewound } from '../../sandbox/index.js';

export default class Rewind extends SandboxCommand {
  static override summary = 'Go back to a past instant and continue differently; nothing is lost';
  static override description =
    'What was deployed and which drills were open goes back with the sandbox. What came after the instant is kept as a fork; ' +
    '`ha-lab sandbox status` lists the forks, --fork enters one (and keeps what is left as another). ' +
    'To be rid of a fork, delete its folder in .ha-lab/forks/.';
  static override examples = [
    '<%= config.bin %> sandbox rewind 5m',
    '<%= config.bin %> sandbox rewind t+00:14:07',
    '<%= config.bin %> sandbox rewind 2026-01-05T12:14:07Z',
    '<%= config.bin %> sandbox rewind --to-event 120   (the moment before it)',
    '<%= config.bin %> sandbox rewind --fork fork-1',
  ];
  static override args = {
    to: Args.string({ description: '5m (ago), t+00:14:07, or an ISO instant' }),
  };
  static override flags = {
    'to-event': Flags.integer({ description: 'To the moment before this event of the journal', min: 0 }),
    fork: Flags.string({ description: 'Into this fork', helpValue: 'name' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Rewind);
    const wishes = [args.to, flags['to-event'], flags.fork].filter((wish) => wish !== undefined);
    if (wishes.length !== 1) throw oneWish();
    await this.inSandbox(async ({ control }) => {
      const before = await control.status();
      const rewound = await control.rewind(requestOf(before, args.to, flags['to-event'], flags.fork));
      this.print(textOf(rewound, before), { ...rewound });
    });
  }
}

function requestOf(
  clock: ClockFacts,
  to: string | undefined,
  event: number | undefined,
  fork: string | undefined,
): RewindRequest {
  if (fork !== undefined) return { fork };
  if (event !== undefined) return { event };
  return { to: parsePast(to ?? '', clock) };
}

function textOf({ now, kept, restored }: Rewound, before: ClockFacts): string {
  const at = (instant: number): string => `t+${clockText(instant - before.startedAt)}`;
  return [
    `${at(before.now)} → ${at(now)}   ${kept} keeps what was left: ha-lab sandbox rewind --fork ${kept}`,
    ...(restored.length === 0 ? [] : [`As they were then: ${restored.map((file) => `.ha-lab/${file}`).join(', ')}`]),
    'next  ha-lab status',
  ].join('\n');
}

function oneWish(): LabError {
  return new LabError('INVALID_CONFIG', 'Say where to go back to, in one way.', {
    suggestions: [
      'ha-lab sandbox rewind 5m',
      'ha-lab sandbox rewind t+00:14:07',
      'ha-lab sandbox rewind --to-event 120',
      'ha-lab sandbox rewind --fork fork-1',
    ],
    exitCode: 2,
  });
}
