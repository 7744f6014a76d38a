// The served sandbox is killed (kill -9) again and again while the real Terraform applies, and served again at the same address: nothing
// that was answered is lost, so the apply goes on or the next one converges, and then there is nothing left to plan.

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startCli } from '../helpers/background.js';
import { scratchFolder } from '../helpers/scratch.js';
import { findTerraform } from '../helpers/terraform.js';
import { ROOT } from '../tidy/sources.js';
import { TerraformFolder } from './helpers/terraform-folder.js';

const found = findTerraform();
const missing = 'missing' in found ? found.missing : undefined;
const NETWORK = join(ROOT, 'test/fixtures/terraform/network.tf');
const RESOURCES = 15;

/** How many resources stand when the sandbox is killed. */
const KILLED_AFTER = [1, 5, 9];
/** Long enough for whatever has been asked to be answered. */
const ANSWERED_MS = 300;

const standing = (said: string): number => said.match(/: Creation complete/g)?.length ?? 0;

describe.skipIf(missing !== undefined)(`Terraform${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  const workbook = scratchFolder();
  let terraform: TerraformFolder | undefined;
  afterAll(() => terraform?.stop());

  test('an apply whose sandbox is killed three times makes what was asked for, once; the plan that follows is empty', async () => {
    if ('missing' in found) return;
    const serve = async (port: string) => {
      const server = startCli(['sandbox', 'serve', '--speed', 'instant', '--port', port], workbook);
      const [, url = ''] = await server.see(/Serving at (http:\S+),/);
      return { server, url };
    };
    let { server, url } = await serve('0');
    const { port } = new URL(url);
    const folder = join(workbook, 'network');
    mkdirSync(folder);
    copyFileSync(NETWORK, join(folder, 'network.tf'));
    const work = new TerraformFolder(found, folder, url);
    terraform = work;
    const init = await work.init();
    expect(init.status, init.output).toBe(0);
    const applying = work.run('apply', '-auto-approve', '-no-color', '-input=false');
    for (const count of KILLED_AFTER) {
      await vi.waitFor(() => expect(standing(work.said)).toBeGreaterThanOrEqual(count), {
        timeout: 120_000,
        interval: 5,
      });
      // Frozen meanwhile: what was answered is in Terraform's sockets, and nothing is asked that AWS, too, would do twice when asked again.
      work.freeze();
      await sleep(ANSWERED_MS);
      server.signal('SIGKILL');
      await server.ended();
      ({ server, url } = await serve(port));
      work.thaw();
    }
    const first = await applying;
    expect(first.output).toContain(`Resources: ${RESOURCES} added`);
    expect(first.status).toBe(0);
    const again = await work.run('apply', '-auto-approve', '-no-color', '-input=false');
    expect(again.output).toContain('No changes.');
    server.signal('SIGTERM');
    expect((await server.ended()).status).toBe(0);
  });
});
