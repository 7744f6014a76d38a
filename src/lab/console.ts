// What a machine wrote to its console: the boot, the output of user data, and what its container said.

import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { LabError } from '../errors.js';
import type { Lab } from './lab.js';
import type { Observation } from './observation.js';

export interface ConsoleText {
  readonly instanceId: string;
  readonly zone: string;
  /** The newest 64 KB at most. Empty: nothing written yet, or on AWS not collected yet. */
  readonly text: string;
}

/** @param which an instance id or its beginning; absent: the newest machine. Throws UNKNOWN_TARGET naming the choices. */
export async function readConsole(lab: Lab, seen: Observation, which: string | undefined): Promise<ConsoleText> {
  const { id, zone } = choose(seen, which);
  const { Output } = await lab.clients.ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
  return { instanceId: id, zone, text: Buffer.from(Output ?? '', 'base64').toString() };
}

/** Also a machine that is ill or on its way out: most of all its words are wanted. */
function choose({ instances, group }: Observation, which: string | undefined): { id: string; zone: string } {
  const known = [...instances].sort((a, b) => b.launchedAt - a.launchedAt);
  const fitting = which === undefined ? known.slice(0, 1) : known.filter(({ id }) => id.startsWith(which));
  const [one, other] = fitting;
  if (one !== undefined && other === undefined) return one;
  const why = one === undefined ? 'is no instance of' : 'is the beginning of several instances of';
  throw new LabError('UNKNOWN_TARGET', `${which ?? 'The newest'} ${why} the group ${group.name}.`, {
    suggestions:
      known.length === 0
        ? ['The group has no instances: ha-lab status']
        : known.map(({ id, zone, lifecycle }) => `ha-lab logs ${id}   (${zone}, ${lifecycle ?? 'left the group'})`),
    exitCode: 2,
  });
}
