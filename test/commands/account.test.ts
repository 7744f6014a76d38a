// `--target aws` on the command line, with a sandbox that stands in for the account: what is shown first, and what is refused before anything exists.

import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AllocateAddressCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planProject, SAMPLE_IMAGE, writeProject } from '../../src/generator/index.js';
import { enterLedger, ledgerOf } from '../../src/lab/ledger.js';
import { PROJECT_TAG } from '../../src/lab/project-tag.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { Sandbox } from '../../src/sandbox/index.js';
import { type Served, served } from '../clients/helpers/served.js';
import { startCli } from '../helpers/background.js';
import type { CliRun } from '../helpers/cli.js';
import { scratchFolder } from '../helpers/scratch.js';
import { KEYS, openTerminal } from '../helpers/terminal.js';

const book = scratchFolder();
const sandbox = Sandbox.born({ seed: 'account' });
let endpoint: Served;

const ha = (args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<CliRun> =>
  startCli(args, book, { ...account(), ...settings }).ended();

function account(): Readonly<Record<string, string>> {
  const named = Object.entries(endpoint.environment).filter(([name]) => name.startsWith('AWS_'));
  return Object.fromEntries(named.map(([name, value = '']) => [name, value]));
}

beforeAll(async () => {
  mkdirSync(join(book, '.ha-lab'));
  writeProject((await planProject({ name: 'demo' })).files, join(book, 'generated/demo'));
  endpoint = await served(sandbox, 100);
});
afterAll(() => endpoint.stop());

test('deploy shows account, quotas and price, and creates nothing before the name was typed, nor where a limit of the account is too low or its registry has no such image', async () => {
  const { status, stderr } = await ha(['deploy', '--target', 'aws']);
  expect(status).toBe(4);
  expect(stderr).toMatch(
    /account {2}123456789012 in us-east-1[\s\S]*VPCs in the region[\s\S]*together +\$0\.1609 +\$3\.86/,
  );
  expect(stderr).toContain('→ ha-lab deploy --target aws --project generated/demo --confirm demo');
  const wrong = await ha(['deploy', '--target', 'aws', '--confirm', 'yes', '--json']);
  expect(wrong.status).toBe(2);
  expect(JSON.parse(wrong.stdout).error).toMatchObject({ code: 'REFUSED', message: expect.stringContaining('demo') });
  const { applied } = sandbox.world.servicequotas;
  const usual = { ...applied };
  Object.assign(applied, { 'ec2/L-1216C47A': 7, 'ec2/L-0263D0A3': 1 });
  // A registry that has nothing.
  const registry = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const file = join(book, 'generated/demo/ha-lab.json');
  const config = readFileSync(file, 'utf8');
  const image = `127.0.0.1:${(registry.address() as AddressInfo).port}/demo:1`;
  writeFileSync(file, config.replace(SAMPLE_IMAGE, image));
  const full = await ha(['deploy', '--target', 'aws', '--confirm', 'demo']);
  writeFileSync(file, config);
  registry.close();
  expect([full.status, full.stderr]).toEqual([2, expect.stringContaining('Nothing was created, for 3 reasons:')]);
  expect(full.stderr).toMatch(/has no demo:1\n[\s\S]*→ Push it \(ha-lab image build, then ha-lab image push\)/);
  expect(full.stderr).toMatch(
    /Elastic IP addresses in the region: 2 needed, 0 of 1 in use\n +vCPUs .*: 8 needed, 0 of 7 in use/,
  );
  expect(full.stderr).toContain('request-service-quota-increase --service-code ec2 --quota-code L-1216C47A');
  delete applied['ec2/L-0263D0A3'];
  Object.assign(applied, usual);
  expect(Object.keys(sandbox.world.ec2.vpcs)).toHaveLength(1);
});

test('no credentials: said in words, with what to do (exit 5)', async () => {
  const nowhere = { AWS_ACCESS_KEY_ID: '', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const { status, stdout } = await ha(['deploy', '--target', 'aws', '--json'], nowhere);
  expect([status, JSON.parse(stdout).error]).toMatchObject([
    5,
    { code: 'ENVIRONMENT', message: expect.stringContaining('No credentials') },
  ]);
});

test('destroy with a lost state: what carries the tag is shown with its price, removed when the name is typed, and a second time is a no-op', async () => {
  const Tags = [{ Key: PROJECT_TAG, Value: 'demo' }];
  const { ec2 } = endpoint.clients;
  const { AllocationId = '' } = await ec2.send(
    new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] }),
  );
  await ec2.send(
    new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags }] }),
  );
  const standing = { project: 'demo', folder: 'generated/demo', account: '123456789012', region: 'us-east-1' };
  enterLedger(workbookAt(book), { ...standing, perHour: 0.16, standIn: endpoint.url }, Date.now() - 90 * 60_000);
  const list = await ha(['lesson', 'list']);
  expect(list.stderr.replace(/\s+/g, ' ')).toMatch(
    /^! demo stands on http:.*123456789012 in us-east-1, for 1 h 30 min: nothing is charged; on AWS about \$0\.24 so far/,
  );
  expect(list.stderr).toContain('remove it: ha-lab destroy --target aws --project generated/demo');
  expect((await ha(['lesson', 'list', '--json'])).stderr).toBe('');
  const second = await ha(['deploy', '--target', 'aws', '--confirm', 'demo']);
  expect([second.status, second.stderr]).toEqual([
    2,
    expect.stringMatching(
      /2 things carry this project’s tag, and no state knows of them: elastic-ip, vpc[\s\S]*ha-lab destroy --target aws --project generated\/demo/,
    ),
  ]);
  const asked = await ha(['destroy', '--target', 'aws', '--yes']);
  expect([asked.status, asked.stderr]).toEqual([
    4,
    expect.stringContaining('destroy --target aws --project generated/demo --confirm demo'),
  ]);
  expect(asked.stderr).toMatch(
    /elastic-ip +eipalloc-[\s\S]*2 to destroy[\s\S]*1 × elastic-ip +\$0\.0050\n1 others +free/,
  );
  expect(Object.keys(sandbox.world.ec2.addresses)).toEqual([AllocationId]);
  // On a terminal it is offered when a watch is left, with what it has cost; a no ends there, a yes goes on to the name.
  const watch = openTerminal(['status', '--watch', '--target', 'aws'], book, account());
  await watch.see(/NOT DEPLOYED/);
  watch.press('q');
  await watch.see(/On AWS demo would have cost about \$0\.24 so far, and each hour \$0\.16 more\./);
  watch.press('y');
  await watch.see(/type the project’s\s+name: demo/);
  watch.press('shop', KEYS.enter);
  await watch.see('Type demo, or leave with Escape');
  expect(Object.keys(sandbox.world.ec2.addresses)).toEqual([AllocationId]);
  watch.press(KEYS.clearLine, 'demo', KEYS.enter);
  await watch.see('2 resources removed. Asked each API twice: 0 resources left.');
  expect(await watch.ended()).toBe(0);
  expect(ledgerOf(workbookAt(book))).toEqual([]);
  const again = await ha(['destroy', '--target', 'aws', '--json']);
  expect([again.status, JSON.parse(again.stdout)]).toMatchObject([0, { removed: 0, left: [] }]);
});

test('the doctor asks this account who calls, and prints the policy that is enough', async () => {
  const { status, stdout } = await ha(['doctor', '--target', 'aws', '--json']);
  const { checks } = JSON.parse(stdout) as {
    readonly checks: readonly { readonly name: string; readonly said: string }[];
  };
  const said = Object.fromEntries(checks.map((check) => [check.name, check.said]));
  expect([status, said.account]).toEqual([0, expect.stringContaining('123456789012, arn:aws:iam::')]);
  expect(said.endpoint).toContain('stands in for an account');
  const { Statement } = JSON.parse((await ha(['doctor', '--iam'])).stdout) as { readonly Statement: readonly object[] };
  expect(JSON.stringify(Statement)).toContain('role/demo-instance');
});
