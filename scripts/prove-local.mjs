// Plays lessons on real machines, one after the other, and says what held: `npm run prove:local -- 03 05 06 12` (after a build).
// Wall time: about a twentieth of what each lesson takes on AWS; 03, 05, 06 and 12 are also part of the tests. `--speed 10` is kinder to a
// busy machine, and 10 and 11 want it: they compare the CPU with what was computed, and a user who waits for longer asks less often.
// `--fleet docker` plays them on containers.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const LESSONS = ['02', '03', '05', '06', '10', '11', '12'];
const cli = resolve('bin/ha-lab.js');
const { values, positionals } = parseArgs({
  options: { speed: { type: 'string', default: '20' }, fleet: { type: 'string', default: 'local' } },
  allowPositionals: true,
});
const lessons = positionals.length > 0 ? positionals : LESSONS;
const folder = mkdtempSync(join(tmpdir(), 'ha-lab-local-'));

const run = (...words) => spawnSync(process.execPath, [cli, ...words], { cwd: folder, encoding: 'utf8' });

run('new', 'demo', '--yes', '--min-size', '2');
const deployed = run('deploy');
if (deployed.status !== 0) throw new Error(deployed.stderr);
const server = spawn(process.execPath, [cli, 'sandbox', 'serve', '--fleet', values.fleet, '--speed', values.speed], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise((serving) => server.stdout.on('data', (data) => String(data).includes('Serving at') && serving()));
let broken = 0;
for (const lesson of lessons) {
  const started = performance.now();
  const { stdout, stderr } = run('lesson', 'run', lesson, '--yes', '--here', '--json');
  const seconds = Math.round((performance.now() - started) / 1_000);
  const expectations = stdout.startsWith('{')
    ? JSON.parse(stdout).lessons.flatMap(({ acts }) => acts.flatMap((act) => act.expectations))
    : [];
  const held = expectations.filter(({ result }) => result === 'held');
  if (held.length < expectations.length || expectations.length === 0) broken += 1;
  console.log(
    `${lesson}  ${held.length} of ${expectations.length} held, ${seconds} s${expectations.length > 0 ? '' : `  ${stderr.trim().split('\n').at(-1)}`}`,
  );
  for (const { id, result, expect } of expectations)
    if (result !== 'held') console.log(`    ${result}: ${id ?? expect}`);
}
server.kill('SIGINT');
await new Promise((ended) => server.once('exit', ended));
rmSync(folder, { recursive: true, force: true });
process.exit(broken === 0 ? 0 : 3);
