// Writes generated/ha-django afresh: what `ha-lab new ha-django --yes` writes. Run it after `npm run build` when a template
// changed on purpose; a test compares the folder with the generator byte for byte.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { planProject, writeProject } from '../dist/generator/index.js';

const folder = fileURLToPath(new URL('../generated/ha-django', import.meta.url));
const plan = await planProject({ name: 'ha-django' });
rmSync(folder, { recursive: true, force: true });
writeProject(plan.files, folder);
process.stdout.write(`${plan.files.length} files in ${folder}\n`);
