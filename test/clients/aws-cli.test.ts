// The real AWS CLI over HTTP, where the machine has it: the whole story of a stack as a shell script, its answers and refusals, ten at once.

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkQuotas } from '../../src/account/index.js';
import { defaultConfig } from '../../src/generator/index.js';
import { sandboxClients } from '../../src/lab/clients.js';
import { commandFor } from '../../src/lab/inventory/kinds.js';
import { logGroups } from '../../src/lab/inventory/log-groups.js';
import type { StackOutputs } from '../../src/lab/lab.js';
import { PROJECT_TAG } from '../../src/lab/project-tag.js';
import { remoteControl } from '../../src/lab/remote-control.js';
import { startCli } from '../helpers/background.js';
import { BIN } from '../helpers/cli.js';
import { deployedLab, MINUTES } from '../helpers/deployed.js';
import { findProgram } from '../helpers/find-program.js';
import { scratchFolder } from '../helpers/scratch.js';
import { holdings } from './helpers/holdings.js';
import { runProgram } from './helpers/program.js';
import { environmentOf, type Served, served } from './helpers/served.js';

const aws = findProgram('aws', ['--version']);

describe.skipIf(aws === undefined)(`the AWS CLI${aws === undefined ? ' (skipped: no aws on the PATH)' : ''}`, () => {
  let endpoint: Served;
  let outputs: StackOutputs;

  beforeAll(async () => {
    const { sandbox, lab } = await deployedLab('clients');
    outputs = lab.outputs;
    endpoint = await served(sandbox);
  });
  afterAll(() => endpoint?.stop());

  async function cli(...words: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await runProgram(aws ?? '', words, endpoint.environment);
    if (status !== 0) throw new Error(stderr.trim());
    return stdout.trim();
  }
  const json = async (...words: readonly string[]) => JSON.parse(await cli(...words, '--output', 'json'));

  const members = async (): Promise<string[]> => {
    const query = 'AutoScalingGroups[0].Instances[].[InstanceId,LifecycleState,HealthStatus]';
    const names = ['--auto-scaling-group-names', outputs.autoScalingGroupName];
    const text = await cli(
      'autoscaling',
      'describe-auto-scaling-groups',
      ...names,
      '--query',
      query,
      '--output',
      'text',
    );
    return text.split('\n');
  };

  test('get-metric-data and describe-alarms read what the clock wrote', async () => {
    const now = await remoteControl(endpoint.url).advance(20 * MINUTES);
    const range = [
      '--start-time',
      new Date(now - 10 * MINUTES).toISOString(),
      '--end-time',
      new Date(now).toISOString(),
    ];
    const metric = {
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: outputs.autoScalingGroupName }],
    };
    const queries = JSON.stringify([{ Id: 'cpu', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } }]);
    const data = await json('cloudwatch', 'get-metric-data', '--metric-data-queries', queries, ...range);
    const [{ Values: values, StatusCode: status }] = data.MetricDataResults;
    expect(status).toBe('Complete');
    expect(values.length).toBeGreaterThanOrEqual(8);
    const names = ['--alarm-names', ...outputs.alarmNames, '--query', 'MetricAlarms[].AlarmName', '--output', 'text'];
    expect((await cli('cloudwatch', 'describe-alarms', ...names)).split('\t').sort()).toEqual(
      [...outputs.alarmNames].sort(),
    );
  });

  test.each([
    [
      'ec2 describe-instances --instance-ids i-0123456789abcdef0',
      "(InvalidInstanceID.NotFound) when calling the DescribeInstances operation: The instance ID 'i-0123456789abcdef0' does not exist",
    ],
    [
      'ec2 describe-instances --instance-ids i-xxx',
      '(InvalidInstanceID.Malformed) when calling the DescribeInstances operation: Invalid id: "i-xxx"',
    ],
    [
      'autoscaling set-desired-capacity --auto-scaling-group-name nothing --desired-capacity 1',
      '(ValidationError) when calling the SetDesiredCapacity operation: ',
    ],
    [
      'ec2 describe-fleets',
      '(InvalidAction) when calling the DescribeFleets operation: ec2:DescribeFleets is not modelled by the sandbox',
    ],
    [
      'ec2 create-vpc --cidr-block 10.9.0.0/16 --instance-tenancy dedicated',
      '(UnsupportedOperation) when calling the CreateVpc operation: The sandbox does not model InstanceTenancy dedicated of CreateVpc.',
    ],
  ])('aws %s is refused in so many words', async (words, expected) => {
    await expect(cli(...words.split(' '))).rejects.toThrow(expected);
  });

  test('ten at once, over and over, as xargs -P10 runs them: each gets its own answer', async () => {
    const ids = (await members()).map((line) => line.split('\t')[0] ?? '');
    const query = '--query Reservations[].Instances[].InstanceId --output text';
    const line = `printf '%s\\n' ${Array.from({ length: 10 }, (_, index) => ids[index % ids.length]).join(' ')} | xargs -P10 -I{} '${aws}' ec2 describe-instances --instance-ids {} ${query}`;
    const { status, stdout } = await runProgram('/bin/sh', ['-c', line], endpoint.environment);
    expect(status).toBe(0);
    // All write into one pipe, an id and its end of line apart: a line may hold two ids.
    expect(stdout.match(/i-[0-9a-f]+/g)?.sort()).toEqual(ids.flatMap((id) => Array(5).fill(id)).sort());
  });

  test('a log group that is left over goes by the command that is named for it, and a limit is looked up by its own', async () => {
    const { project } = outputs;
    const name = `/aws/vpc/${project}`;
    await cli('logs', 'create-log-group', '--log-group-name', name, '--tags', `${PROJECT_TAG}=${project}`);
    const clients = sandboxClients('us-east-1', { kind: 'endpoint', url: endpoint.url });
    const [left] = await logGroups(clients, project);
    expect(left).toMatchObject({ id: name, tagged: true });
    await cli(
      ...commandFor(left ?? { kind: 'log-group', id: '', tagged: true })
        .split(' ')
        .slice(1),
    );
    expect(await logGroups(clients, project)).toEqual([]);
    const [vpcs] = await checkQuotas(clients, defaultConfig('demo'));
    const { Quota } = await json(...(vpcs?.command ?? '').split(' ').slice(1));
    expect(Quota).toMatchObject({ QuotaName: 'VPCs per Region', Value: 5 });
  });

  test('nothing failed inside the endpoint', () => {
    expect(endpoint.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

const bash = findProgram('bash', ['--version']);
const absent = [aws === undefined ? 'aws' : [], bash === undefined ? 'bash' : []].flat().join(' and ');

describe.skipIf(absent !== '')(`the whole story${absent === '' ? '' : ` (skipped: no ${absent} on the PATH)`}`, () => {
  const book = scratchFolder();
  const MINUTES_OF_A_BUSY_MACHINE = 8;

  test(
    'as a shell script against an instant sandbox: built, broken, loaded, and nothing is left',
    async () => {
      const serve = startCli(['sandbox', 'serve', '--speed', 'instant', '--json'], book);
      await serve.see(/\n}\n/);
      const { url } = JSON.parse(serve.stdout());
      const clients = sandboxClients('us-east-1', { kind: 'endpoint', url });
      const before = await holdings(clients);
      const script = fileURLToPath(new URL('programs/whole_story.sh', import.meta.url));
      const words = [script, process.execPath, BIN];
      const limits = { cwd: book, timeoutMs: MINUTES_OF_A_BUSY_MACHINE * MINUTES };
      const { status, stdout, stderr } = await runProgram(bash ?? '', words, environmentOf(url, 'us-east-1'), limits);
      expect([status, stderr]).toEqual([0, '']);
      expect(
        Object.fromEntries(
          stdout
            .trim()
            .split('\n')
            .map((line) => line.split('\t')),
        ),
      ).toEqual({
        begun: '2 healthy',
        inside: '200',
        replaced: '2 healthy, 0 of them terminated',
        why: expect.stringMatching(
          /in response to an EC2 health check indicating it has been terminated or stopped\.$/,
        ),
        loaded: '3 healthy',
        called: expect.stringMatching(/^Successfully executed action arn:aws:autoscaling:.*policyName\/out$/),
        calmed: '2 healthy',
      });
      expect(await holdings(clients)).toEqual(before);
      serve.signal('SIGINT');
      expect((await serve.ended()).stderr).not.toMatch(/^error:/m);
    },
    MINUTES_OF_A_BUSY_MACHINE * MINUTES,
  );
});
