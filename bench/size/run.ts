// What the sandbox costs against its size: instances, users, virtual hours; and how its world and its memory grow within a virtual week.
// CPU time, printed as a table and as bars; a line is near-linear when its last column stays level. Run: npm run bench:size

import { cpuSeconds, heapMegabytes, megabytes, secondsSince, snapshotMegabytes, worldOf } from './worlds.js';

const HOUR_MS = 3_600_000;
const WIDTH = 40;

interface Row {
  readonly size: number;
  readonly seconds: number;
}

/** One line per size: the cost, a bar on a scale that all lines share, and the cost per unit against the first line's. */
function plot(title: string, unit: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  const most = Math.max(...rows.map(({ seconds }) => seconds));
  const perUnit = ({ size, seconds }: Row): number => seconds / size;
  for (const row of rows) {
    const bar = '█'.repeat(Math.max(1, Math.round((row.seconds / most) * WIDTH)));
    const ratio = perUnit(row) / perUnit(rows[0] ?? row);
    console.log(
      `${String(row.size).padStart(5)} ${unit}  ${row.seconds.toFixed(2).padStart(7)} s  ${bar.padEnd(WIDTH)}  per ${unit.replace(/s$/, '')} ${ratio.toFixed(2)}`,
    );
  }
}

const quick = process.argv.includes('--quick');

await worldOf(2, 0);
const births: Row[] = [];
const byInstances: Row[] = [];
for (const instances of quick ? [10, 50] : [10, 50, 100, 200, 400, 1_000]) {
  const before = process.cpuUsage();
  const sandbox = await worldOf(instances, 0);
  births.push({ size: instances, seconds: secondsSince(before) });
  byInstances.push({ size: instances, seconds: cpuSeconds(() => sandbox.run(sandbox.now + HOUR_MS)) });
}
plot('bringing a group from two instances to so many healthy ones, ten virtual minutes', 'instances', births);
plot('a virtual hour of a group, no users', 'instances', byInstances);

const byUsers: Row[] = [];
for (const users of quick ? [10, 100] : [10, 50, 100, 200, 500, 1_000]) {
  const sandbox = await worldOf(20, users);
  byUsers.push({ size: users, seconds: cpuSeconds(() => sandbox.run(sandbox.now + HOUR_MS / 6)) });
}
plot('ten virtual minutes on 20 instances', 'users', byUsers);

const byHours: Row[] = [];
const weight: string[] = [];
const sandbox = await worldOf(2, 5);
const from = sandbox.now;
let spent = 0;
for (const hours of quick ? [1, 6] : [1, 6, 24, 48, 72, 96, 120, 144, 168]) {
  spent += cpuSeconds(() => sandbox.run(from + hours * HOUR_MS));
  byHours.push({ size: hours, seconds: spent });
  const { cloudwatch, fleet, kernel } = sandbox.world;
  const parts = [sandbox.world, cloudwatch.metrics, fleet, kernel.journal].map(megabytes);
  weight.push([hours, heapMegabytes(), ...parts, snapshotMegabytes(sandbox)].map(cell).join(''));
}
plot('two instances and five users', 'hours', byHours);
console.log(`\nMB after so many hours: the heap in use; the world as JSON, and of it metrics, fleet and journal; a snapshot on disk
${['hours', 'heap', 'world', 'metrics', 'fleet', 'journal', 'snapshot'].map(cell).join('')}`);
for (const line of weight) console.log(line);

function cell(figure: string | number): string {
  return `${figure}`.padStart(10);
}
