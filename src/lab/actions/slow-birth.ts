// Machines that are launched within the next moments take long to be born: their user data is held up before it starts the application.
// A new version of the launch template does it, so the same holds on AWS; the undo puts a copy of the one before in its place.

import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateVersionCommand, DescribeLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { Lab } from '../lab.js';
import type { LabInstant } from '../observation.js';
import { defineAction } from './action.js';

const parameters = z.object({
  seconds: z
    .number()
    .int()
    .min(10)
    .max(1_800)
    .default(240)
    .describe('from the beginning of the user data until the application is started'),
  within: z.number().int().min(10).max(3_600).default(120).describe('births that begin in the next so many seconds'),
});

export const slowBirth = defineAction({
  name: 'slow-birth',
  summary: 'holds up the user data of machines that are launched within the next two minutes',
  expect: 'the next machine takes minutes longer until it answers; a grace period that is short of that kills it',
  parameters,
  async plan(lab, { seconds, within }, seen) {
    const { name } = seen.group;
    const launchTemplateId = await templateOf(lab, name);
    const { version: before, script } = await newestVersion(lab, launchTemplateId);
    const now = await lab.clock.now();
    const mark = `ha-lab slow-birth ${now}`;
    const held = heldUp(script, { until: now + within * 1_000, seconds });
    return {
      title: `slow-birth of ${seconds} s for what ${name} launches in the next ${within} s`,
      target: name,
      touches: [{ kind: 'launch-template', id: launchTemplateId }],
      undo: [{ do: 'supersede-launch-template-version', launchTemplateId, mark, before }],
      perform: async (lab) => {
        await lab.clients.ec2.send(
          new CreateLaunchTemplateVersionCommand({
            LaunchTemplateId: launchTemplateId,
            SourceVersion: before,
            VersionDescription: mark,
            LaunchTemplateData: { UserData: Buffer.from(held).toString('base64') },
          }),
        );
      },
    };
  },
});

/** Throws UNKNOWN_TARGET unless the group takes whatever version is the newest. */
async function templateOf({ clients }: Lab, groupName: string): Promise<string> {
  const answer = await clients.autoscaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] }),
  );
  const { LaunchTemplateId: id, Version: version } = answer.AutoScalingGroups?.[0]?.LaunchTemplate ?? {};
  if (id !== undefined && version === '$Latest') return id;
  throw new LabError(
    'UNKNOWN_TARGET',
    `${groupName} launches from ${id === undefined ? 'no launch template' : `version ${version} of its launch template`}; this drill writes a newer one, which it would not take.`,
    { suggestions: ['Bring the stack back to what the project says: ha-lab deploy'], exitCode: 2 },
  );
}

async function newestVersion(
  { clients }: Lab,
  launchTemplateId: string,
): Promise<{ readonly version: string; readonly script: string }> {
  const answer = await clients.ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: launchTemplateId, Versions: ['$Latest'] }),
  );
  const { VersionNumber, LaunchTemplateData } = answer.LaunchTemplateVersions?.[0] ?? {};
  const script = Buffer.from(LaunchTemplateData?.UserData ?? '', 'base64').toString('utf8');
  return { version: String(VersionNumber), script };
}

/** The first line that starts a container; what stands before it is done as fast as ever. */
const START = /^docker run\b/m;

function heldUp(script: string, { until, seconds }: { readonly until: LabInstant; readonly seconds: number }): string {
  const start = START.exec(script);
  if (start === null) {
    throw new LabError(
      'UNKNOWN_TARGET',
      'The user data has no line that begins with "docker run": nothing to hold up.',
      {
        suggestions: ['The user data of a generated project has one: ha-lab deploy'],
        exitCode: 2,
      },
    );
  }
  const [first = '', ...rest] = script.slice(0, start.index).split('\n');
  const begin = [
    `if [ "$(date +%s)" -lt ${Math.floor(until / 1_000)} ]; then HA_LAB_BORN=$(date +%s); else HA_LAB_BORN=0; fi`,
  ];
  const hold = [
    'HA_LAB_NOW=$(date +%s)',
    `HA_LAB_LEFT=$((HA_LAB_BORN + ${seconds} - HA_LAB_NOW))`,
    'if [ "$HA_LAB_LEFT" -gt 0 ]; then sleep "$HA_LAB_LEFT"; fi',
  ];
  return [first, ...begin, ...rest.slice(0, -1), ...hold, script.slice(start.index)].join('\n');
}
