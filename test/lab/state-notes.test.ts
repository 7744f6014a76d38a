// Terraform's state goes back with the sandbox also into the middle of its work: a stand-in writes its state as the binary does, resource by resource.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { SANDBOX } from '../../src/lab/memory.js';
import { openSandbox } from '../../src/lab/open-sandbox.js';
import { terraformStateFile } from '../../src/lab/state-file.js';
import { terraformEngine } from '../../src/lab/terraform-engine.js';
import { workbookAt } from '../../src/lab/workbook.js';
import { scratchFolder } from '../helpers/scratch.js';
import { mirror, stackFolder, standIn } from '../terraform/helpers/stand-in.js';

const MINUTE = 60_000;
afterEach(() => vi.unstubAllEnvs());

test('a rewind into the middle of an apply finds the state of that instant, and none that was written by half', async () => {
  const root = scratchFolder();
  const workbook = workbookAt(root);
  const project = join(root, 'demo');
  stackFolder(join(project, 'cdktf.out/stacks/demo'), '6.25.0');
  const stateFile = terraformStateFile(workbook, project, 'sandbox');
  const go = join(root, 'go');
  const state = (serial: number): string => JSON.stringify({ version: 4, serial, resources: [], outputs: {} });
  const { folder } = standIn(
    join(root, 'bin'),
    'terraform',
    '1.11.4',
    `if (words[0] === 'init') { fs.writeFileSync('.terraform.lock.hcl', 'made'); end(0); }
     fs.writeFileSync(${JSON.stringify(stateFile)}, ${JSON.stringify(state(1))});
     setInterval(() => {
       if (!fs.existsSync(${JSON.stringify(go)})) return;
       fs.writeFileSync(${JSON.stringify(stateFile)}, ${JSON.stringify(state(2).slice(0, 20))});
       setTimeout(() => { fs.writeFileSync(${JSON.stringify(stateFile)}, ${JSON.stringify(state(3))}); end(0); }, 400);
     }, 20);`,
  );
  const configuration = join(root, 'rc');
  const source = mirror(join(root, 'mirror'), 'registry.terraform.io', ['6.25.0']);
  writeFileSync(configuration, `provider_installation { filesystem_mirror { path = "${source}" } }`);
  vi.stubEnv('TERRAFORM_BINARY_NAME', join(folder, 'terraform'));
  vi.stubEnv('TF_CLI_CONFIG_FILE', configuration);
  const open = await openSandbox(workbook);
  mkdirSync(join(workbook.ours, 'state'), { recursive: true });
  const diary = join(workbook.ours, SANDBOX, 'memory.jsonl');
  const noted = (): number => (existsSync(diary) ? readFileSync(diary, 'utf8').trim().split('\n').length : 0);

  const engine = terraformEngine({ workbook, project, target: 'sandbox', endpoint: 'http://127.0.0.1:1' });
  const working = engine.destroy();
  await vi.waitFor(() => expect(noted()).toBe(1), { timeout: 30_000, interval: 20 });
  await open.control.advance(MINUTE);
  const middle = await open.control.status();
  await open.control.advance(MINUTE);
  writeFileSync(go, '');
  expect((await working).failure).toBeUndefined();
  expect(JSON.parse(readFileSync(stateFile, 'utf8')).serial).toBe(3);
  expect(noted()).toBe(2);

  const { restored } = await open.control.rewind({ to: middle.now });
  expect(restored).toEqual(['state/demo.sandbox.tfstate']);
  expect(JSON.parse(readFileSync(stateFile, 'utf8')).serial).toBe(1);
  await open.close();
});
