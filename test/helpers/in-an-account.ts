// A workbook that knows of a stack on an account, without Terraform having run: the stack stands on a sandbox that somebody serves, and its
// state is written as Terraform would have. What reads a state, its outputs and ids, cannot tell.

import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadState } from '../../src/applier/index.js';
import { enterLedger } from '../../src/lab/ledger.js';
import { stateFile, terraformStateFile } from '../../src/lab/state-file.js';
import { workbookAt } from '../../src/lab/workbook.js';

/** @param served workbook of the sandbox @param folder where the other one is made @param url where it is served */
export function workbookInAccount(served: string, folder: string, url: string): string {
  const [project = ''] = [join(served, 'generated/demo')];
  const state = loadState(stateFile(workbookAt(served), project));
  if (state === undefined || existsSync(join(folder, '.ha-lab'))) throw new Error('nothing stands there, or here');
  mkdirSync(join(folder, '.ha-lab'), { recursive: true });
  cpSync(project, join(folder, 'generated/demo'), { recursive: true });
  const workbook = workbookAt(folder);
  const here = join(folder, 'generated', basename(project));
  const outputs = Object.fromEntries(Object.entries(state.outputs).map(([name, value]) => [name, { value }]));
  const resources = Object.entries(state.resources).map(([address, { type, id }]) => ({
    mode: 'managed',
    type,
    name: address.slice(type.length + 1),
    instances: [{ attributes: { id } }],
  }));
  const text = JSON.stringify({ version: 4, serial: 1, outputs, resources });
  writeFileSync(terraformStateFile(workbook, here, 'aws'), text);
  const standing = { project: 'demo', folder: 'generated/demo', account: '123456789012', region: 'us-east-1' };
  enterLedger(workbook, { ...standing, perHour: 0.16, standIn: url }, Date.now() - 30 * 60_000);
  return folder;
}
