// `npm run docs`: writes the generated pages of docs/. Each has its own module here; a test compares each with its page.

import { writeFileSync } from 'node:fs';
import { fidelityPage, readRules } from './fidelity.js';

writeFileSync('docs/FIDELITY.md', fidelityPage(readRules('docs/rules.yaml')));
