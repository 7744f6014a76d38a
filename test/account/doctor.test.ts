// The doctor: each thing that can be missing is told with what to do, and no secret is told at all.

import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endpointCheck } from '../../src/account/doctor/account.js';
import { examine, masked } from '../../src/account/doctor/index.js';
import { nodeCheck, portCheck, workbookCheck } from '../../src/account/doctor/machine.js';
import { permissionsCheck } from '../../src/account/doctor/permissions.js';
import { programChecks, terraformChecks } from '../../src/account/doctor/programs.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { doctorText } from '../../src/report/doctor-text.js';
import { deployedLab } from '../helpers/deployed.js';
import { scratchFolder } from '../helpers/scratch.js';
import { mirror, standIn } from '../terraform/helpers/stand-in.js';
import { answering, denied } from './answering.js';

const scratch = scratchFolder();
const newFolder = (): string => mkdtempSync(join(scratch, 'doctor-'));

describe('this machine', () => {
  test('a Node that is too old is named with what is wanted', () => {
    expect(nodeCheck('18.19.0')).toMatchObject({
      state: 'problem',
      todo: expect.stringMatching(/Node 20\.\d+ or newer/),
    });
    expect(nodeCheck('24.1.0')).toMatchObject({ state: 'ok' });
  });

  test('the workbook says who holds it', async () => {
    const book = workbookAt(newFolder());
    expect(workbookCheck(book)).toMatchObject({ state: 'ok', said: expect.stringContaining('held by nobody') });
    mkdirSync(book.ours);
    writeFileSync(join(book.ours, 'lock.json'), JSON.stringify({ pid: 4711, url: 'http://127.0.0.1:1' }));
    expect(workbookCheck(book).said).toContain('held by process 4711, served at http://127.0.0.1:1');
    expect(await portCheck()).toMatchObject({ state: 'ok' });
  });
});

describe('programs', () => {
  test('what is not there is no problem, and is told with what needs it', async () => {
    const checks = await programChecks({ PATH: newFolder() });
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ['docker', 'absent'],
      ['python3', 'absent'],
      ['aws', 'absent'],
      ['k6', 'absent'],
    ]);
    for (const { todo, forWhat } of checks) expect([todo, forWhat]).not.toContain(undefined);
  });

  test('what is there and does not answer is told apart', async () => {
    const folder = newFolder();
    const file = join(folder, 'docker');
    writeFileSync(
      file,
      `#!${process.execPath}\nprocess.stderr.write('Cannot connect to the daemon\\n'); process.exit(1);\n`,
    );
    chmodSync(file, 0o755);
    const [docker] = await programChecks({ PATH: folder });
    expect(docker).toMatchObject({
      state: 'absent',
      said: 'Cannot connect to the daemon',
      todo: expect.stringContaining('start it'),
    });
  });

  test('Terraform, and where its provider would come from', async () => {
    const { folder } = standIn(newFolder(), 'tofu', '1.9.0');
    const mirrors = mirror(newFolder(), 'registry.opentofu.org', ['6.2.0']);
    const rc = join(newFolder(), 'rc');
    const only = `provider_installation {\n  filesystem_mirror {\n    path = "${mirrors}"\n  }\n}\n`;
    writeFileSync(rc, only);
    const env = { PATH: folder, TF_CLI_CONFIG_FILE: rc };
    expect(await terraformChecks(env, folder)).toMatchObject([
      { name: 'terraform', state: 'ok', said: expect.stringContaining('tofu 1.9.0') },
      { name: 'provider', state: 'ok', said: 'hashicorp/aws 6.2.0 from a mirror on this machine' },
    ]);
    writeFileSync(rc, only.replace(mirrors, newFolder()));
    expect(await terraformChecks(env, folder)).toMatchObject([{ state: 'ok' }, { state: 'problem' }]);
    expect(await terraformChecks({ PATH: newFolder() }, folder)).toMatchObject([
      { name: 'terraform', state: 'absent', todo: expect.any(String) },
    ]);
  });
});

describe('AWS, as this shell has it', () => {
  test.each([
    [{}, 'ok', 'AWS itself'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, 'ok', 'stands in'],
    [{ AWS_ENDPOINT_URL: 'http://10.0.0.1' }, 'problem', 'not on this machine'],
  ])('%j: %s', (env, state, said) =>
    expect(endpointCheck(env)).toMatchObject({ state, said: expect.stringContaining(said) }),
  );

  test('a key is masked, and its secret is nowhere', async () => {
    const before = { ...process.env };
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG' };
    Object.assign(process.env, keys);
    try {
      const workbook = workbookAt(newFolder());
      const env = { PATH: newFolder() };
      const checks = await examine({ workbook, env, region: 'us-east-1', folder: scratch, account: false });
      const text = `${doctorText(checks)}${JSON.stringify(checks)}`;
      expect(text).toContain('AKIA…MPLE');
      for (const secret of Object.values(keys)) expect(text).not.toContain(secret);
    } finally {
      for (const name of Object.keys(keys)) delete process.env[name];
      Object.assign(process.env, before);
    }
    expect(masked('short')).toBe('…');
  });
});

describe('what this caller may do', () => {
  test('is asked by looks and dry runs, which make nothing', async () => {
    const { lab, sandbox } = await deployedLab();
    const vpcs = Object.keys(sandbox.world.ec2.vpcs).length;
    expect(await permissionsCheck(lab.clients)).toMatchObject({ state: 'ok', said: expect.stringMatching(/^\d+ of/) });
    expect(Object.keys(sandbox.world.ec2.vpcs)).toHaveLength(vpcs);
  });

  test('every action that is missing is named; limits can be done without', async () => {
    const { lab } = await deployedLab();
    const quotas = { GetServiceQuota: denied('servicequotas:GetServiceQuota') };
    expect(await permissionsCheck(answering(lab.clients, quotas))).toMatchObject({
      state: 'absent',
      said: 'not allowed: servicequotas:GetServiceQuota',
    });
    const less = answering(lab.clients, {
      ...quotas,
      DescribeLogGroups: denied('logs:DescribeLogGroups'),
      CreateVpc: denied('ec2:CreateVpc'),
    });
    expect(await permissionsCheck(less)).toMatchObject({
      state: 'problem',
      said: 'not allowed: ec2:CreateVpc, logs:DescribeLogGroups, servicequotas:GetServiceQuota',
      todo: expect.stringContaining('ha-lab doctor --iam'),
    });
  });
});
