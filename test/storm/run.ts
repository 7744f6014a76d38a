// Storms for as long as one likes: `npm run storm -- --seeds 2000`, from `--from 0` on, or one alone with `--seed 17`.
// Ends with status 1 if any failed, and says how each can be seen again.

import { parseArgs } from 'node:util';
import { deployedWorld, storm } from './storm.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    'most-failures': { type: 'string', default: '5' },
  },
});

const base = await deployedWorld('generated/ha-django');
const first = Number(values.from);
const seeds =
  values.seed === undefined
    ? Array.from({ length: Number(values.seeds) }, (_, index) => String(first + index))
    : [values.seed];
const started = performance.now();
const totals = { accepted: 0, refused: 0, failed: 0, played: 0 };
for (const seed of seeds) {
  const { accepted, refused, report } = storm(seed, base);
  totals.accepted += accepted;
  totals.refused += refused;
  totals.played += 1;
  if (report !== undefined) {
    totals.failed += 1;
    console.log(`${report}\n`);
  }
  if (totals.played % 100 === 0)
    console.error(
      `${totals.played} storms, ${totals.failed} failed, ${Math.round((performance.now() - started) / 1_000)} s`,
    );
  if (totals.failed >= Number(values['most-failures'])) break;
}
const seconds = (performance.now() - started) / 1_000;
console.log(
  `${totals.played} storms in ${seconds.toFixed(0)} s: ${totals.accepted} inputs accepted, ${totals.refused} refused, ${totals.failed} storms failed`,
);
process.exitCode = totals.failed === 0 ? 0 : 1;
