// What a storm does to machines: instances, launch templates, commands, instance profiles.

import { IMAGE, name, type Row } from './arguments.js';

export const MACHINES: readonly Row[] = [
  [
    5,
    'ec2',
    'RunInstances',
    (d) => ({
      ImageId: IMAGE,
      InstanceType: d.one(['t3.micro', 't3.small', 'm5.large', 't4g.micro']),
      MinCount: 1,
      MaxCount: d.number(1, 3),
      SubnetId: d.some('subnet'),
      SecurityGroupIds: d.several('security-group', 1, 2),
      InstanceInitiatedShutdownBehavior: d.one(['stop', 'terminate']),
      ...(d.chance(0.3) ? { DisableApiTermination: true } : {}),
      ...(d.chance(0.3) ? { ClientToken: name(d, 'token') } : {}),
    }),
  ],
  [6, 'ec2', 'TerminateInstances', (d) => ({ InstanceIds: d.several('instance', 1, 3) })],
  [4, 'ec2', 'StopInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2), Force: d.chance(0.3) })],
  [4, 'ec2', 'StartInstances', (d) => ({ InstanceIds: d.several('instance', 1, 3) })],
  [3, 'ec2', 'RebootInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2) })],
  [
    2,
    'ec2',
    'ModifyInstanceAttribute',
    (d) => ({
      InstanceId: d.some('instance'),
      ...d.one([
        { DisableApiTermination: { Value: d.chance(0.5) } },
        { Groups: d.several('security-group', 1, 3) },
        { InstanceType: { Value: 't3.small' } },
        { SourceDestCheck: { Value: false } },
      ]),
    }),
  ],
  [2, 'ec2', 'MonitorInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2) })],
  [2, 'ec2', 'UnmonitorInstances', (d) => ({ InstanceIds: d.several('instance', 1, 2) })],
  [
    2,
    'ec2',
    'ModifyInstanceCreditSpecification',
    (d) => ({
      InstanceCreditSpecifications: [{ InstanceId: d.some('instance'), CpuCredits: d.one(['standard', 'unlimited']) }],
    }),
  ],
  [
    3,
    'ec2',
    'CreateLaunchTemplate',
    (d) => ({
      LaunchTemplateName: name(d, 'template'),
      LaunchTemplateData: {
        ImageId: IMAGE,
        InstanceType: 't3.micro',
        ...(d.chance(0.5) ? { SecurityGroupIds: d.several('security-group', 1, 1) } : {}),
      },
    }),
  ],
  [
    3,
    'ec2',
    'CreateLaunchTemplateVersion',
    (d) => ({
      LaunchTemplateId: d.some('template'),
      SourceVersion: '1',
      LaunchTemplateData: { InstanceType: d.one(['t3.small', 't3.micro', 't4g.nano']) },
    }),
  ],
  [
    2,
    'ec2',
    'ModifyLaunchTemplate',
    (d) => ({ LaunchTemplateId: d.some('template'), DefaultVersion: String(d.number(1, 4)) }),
  ],
  [
    2,
    'ec2',
    'DeleteLaunchTemplateVersions',
    (d) => ({ LaunchTemplateId: d.some('template'), Versions: [String(d.number(1, 4))] }),
  ],
  [1, 'ec2', 'DeleteLaunchTemplate', (d) => ({ LaunchTemplateId: d.some('template') })],
  [
    2,
    'ec2',
    'AssociateIamInstanceProfile',
    (d) => ({ InstanceId: d.some('instance'), IamInstanceProfile: { Name: d.some('profile') } }),
  ],
  [2, 'ec2', 'DisassociateIamInstanceProfile', (d) => ({ AssociationId: d.some('profile-association') })],
  [
    2,
    'ec2',
    'CreateTags',
    (d) => ({
      Resources: [d.some(d.one(['instance', 'subnet', 'volume', 'nat-gateway']))],
      Tags: [{ Key: name(d, 'tag'), Value: 'x' }],
    }),
  ],
  [
    4,
    'ssm',
    'SendCommand',
    (d) => ({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: d.several('instance', 1, 2),
      Parameters: {
        commands: [
          d.one([
            'sudo docker ps',
            'sudo docker stop $(sudo docker ps -q)',
            'sudo systemctl stop docker',
            'sudo systemctl start docker',
            'sleep 400',
            'sudo shutdown -h now',
            'sudo reboot',
            'exit 3',
            'kill -9 1',
            'timeout 60 yes > /dev/null',
            'false',
          ]),
        ],
      },
      TimeoutSeconds: 60,
    }),
  ],
  [1, 'ssm', 'CancelCommand', (d) => ({ CommandId: d.some('command') })],
  [
    1,
    'iam',
    'RemoveRoleFromInstanceProfile',
    (d) => ({ InstanceProfileName: d.some('profile'), RoleName: d.some('role') }),
  ],
  [1, 'iam', 'AddRoleToInstanceProfile', (d) => ({ InstanceProfileName: d.some('profile'), RoleName: d.some('role') })],
];
