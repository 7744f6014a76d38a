// How many DescribeInstances with 10 instances the endpoint answers per second, and against moto's server in the same run.
// Run: npm run bench:endpoint
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { measure } from './load.mjs';
import { startMoto, startOurs } from './targets.mjs';

const instances = 10;
const load = { connections: 8, seconds: 2 };
const turns = 4;
const goal = 50;
const image = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0';

async function fill(endpoint) {
  const options = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  };
  const ec2 = new EC2Client(options);
  const { Parameter } = await new SSMClient(options).send(new GetParameterCommand({ Name: image }));
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc.VpcId, CidrBlock: '10.0.1.0/24' }));
  const launch = {
    ImageId: Parameter.Value,
    InstanceType: 't3.micro',
    SubnetId: Subnet.SubnetId,
    MinCount: instances,
    MaxCount: instances,
  };
  const { Instances } = await ec2.send(new RunInstancesCommand(launch));
  const ids = Instances.map(({ InstanceId }) => InstanceId);
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
  const found = Reservations.flatMap((reservation) => reservation.Instances).length;
  if (found !== instances) throw new Error(`${endpoint} describes ${found} instances of ${instances}`);
  return ids;
}

async function prepare(name, target) {
  const ids = await fill(target.url);
  const parameters = ids.map((id, index) => `&InstanceId.${index + 1}=${id}`).join('');
  const call = {
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: `Action=DescribeInstances&Version=2016-11-15${parameters}`,
    expect: `<instanceId>${ids[instances - 1]}</instanceId>`,
  };
  return { name, target, call, best: undefined };
}

/** The best of several turns, taken alternately: what else the machine does falls on both. */
async function compare(entries) {
  for (let turn = 0; turn < turns; turn += 1) {
    for (const entry of entries) {
      const result = await measure(entry.target.url, entry.call, load);
      if (entry.best === undefined || result.perSecond > entry.best.perSecond) entry.best = result;
    }
  }
  for (const { name, best } of entries) {
    const { perSecond, bytes, medianMs, p99Ms } = best;
    const latency = `median ${medianMs.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
    console.log(
      `${name.padEnd(8)} ${perSecond.toFixed(0).padStart(6)} requests/s, ${latency}, ${bytes} bytes per answer`,
    );
  }
}

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
console.log(
  `DescribeInstances, ${instances} instances, ${load.connections} connections, best of ${turns} turns of ${load.seconds} s, load from the same machine`,
);
const targets = [];
try {
  const ours = await startOurs(process.argv[2] ?? 'dist');
  targets.push(ours);
  const idle = await ours.memory();
  const entries = [await prepare('ha-lab', ours)];
  const moto = await startMoto();
  if (moto === undefined) console.log('moto     not compared: moto_server is not on the PATH');
  else {
    targets.push(moto);
    entries.push(await prepare('moto', moto));
  }
  await compare(entries);
  const [own, theirs] = entries;
  for (const { name, target } of entries) {
    const memory = `${megabytes(await target.memory())} MB resident after`;
    const before = target === ours ? ` (${megabytes(idle)} before)` : '';
    console.log(
      `${name.padEnd(8)} ${(target.startMs / 1_000).toFixed(2)} s from its start to its first answer, ${memory}${before}`,
    );
  }
  if (theirs !== undefined) {
    const ratio = own.best.perSecond / theirs.best.perSecond;
    console.log(`ratio    ${ratio.toFixed(0)} (goal: at least ${goal})`);
    if (ratio < goal) process.exitCode = 1;
  }
} finally {
  // Whatever happens, the servers do not outlive the benchmark.
  for (const target of targets) await target.stop();
}
