// The fence around a drill at work: its clients send what changes something only to what the drill declared that it touches, and to what
// it made itself. A mistake in a drill ends at the fence, and not in somebody's account.

import { LabError } from '../../errors.js';
import type { AwsClients } from '../clients.js';
import type { Lab } from '../lab.js';
import type { Touched } from './reach.js';

type Input = Readonly<Record<string, unknown>>;

/** What each change is done to, by the names of AWS's own parameters. A change that is not here, no drill may make. */
const AIMS: Readonly<Record<string, readonly string[]>> = {
  AllocateAddress: [],
  CreateLaunchTemplateVersion: ['LaunchTemplateId'],
  CreateNetworkAcl: ['VpcId'],
  DeleteRoute: ['RouteTableId'],
  ModifyTargetGroup: ['TargetGroupArn'],
  ModifyVpcAttribute: ['VpcId'],
  PutMetricAlarm: ['AlarmName'],
  ReplaceNetworkAclAssociation: ['AssociationId', 'NetworkAclId'],
  SendCommand: ['InstanceIds'],
  SetDesiredCapacity: ['AutoScalingGroupName'],
  SuspendProcesses: ['AutoScalingGroupName'],
  TerminateInstances: ['InstanceIds'],
  UnmonitorInstances: ['InstanceIds'],
};

const LOOKS = /^(?:Describe|Get|List)/;

/** The lab as a drill at work sees it. */
export function fenced(lab: Lab, touches: readonly Touched[]): Lab {
  const declared = new Set(touches.map(({ id }) => id));
  const clients = Object.entries(lab.clients).map(([service, client]) => {
    const send = async (command: { readonly input: Input; readonly constructor: { readonly name: string } }) => {
      // The bundle numbers what has the name of another: DescribeTagsCommand2.
      const operation = command.constructor.name.replace(/Command\d*$/, '');
      if (!LOOKS.test(operation)) requireDeclared(lab, operation, command.input, declared);
      const answer = await (client.send as (words: unknown) => Promise<unknown>)(command);
      for (const id of madeBy(operation, answer)) declared.add(id);
      return answer;
    };
    return [service, Object.assign(Object.create(client), { send })];
  });
  return { ...lab, clients: Object.fromEntries(clients) as AwsClients };
}

function requireDeclared(lab: Lab, operation: string, input: Input, declared: ReadonlySet<string>): void {
  const aims = AIMS[operation];
  const ids = (aims ?? []).flatMap((name) => input[name] as string | readonly string[]);
  const beyond = ids.filter((id) => !declared.has(id));
  if (aims !== undefined && beyond.length === 0) return;
  throw new LabError(
    'REFUSED',
    `The drill would go beyond what it declared: ${operation}${beyond.length === 0 ? '' : ` on ${beyond.join(', ')}`}. It was not sent.`,
    {
      suggestions: [
        `Undo what it did before: ha-lab heal${lab.target === 'aws' ? ' --target aws' : ''}`,
        'Please report it: a drill of ha-lab does no more than it says',
      ],
      exitCode: 1,
    },
  );
}

function madeBy(operation: string, answer: unknown): readonly string[] {
  if (operation !== 'CreateNetworkAcl') return [];
  const { NetworkAcl } = answer as { readonly NetworkAcl?: { readonly NetworkAclId?: string } };
  return NetworkAcl?.NetworkAclId === undefined ? [] : [NetworkAcl.NetworkAclId];
}
