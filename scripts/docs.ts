// `npm run docs`: writes the generated pages of docs/. Each has its own module here; a test compares each with its page.

import { writeFileSync } from 'node:fs';
import { coveragePage, readServed } from './coverage.js';
import { fidelityPage, readRules } from './fidelity.js';

writeFileSync('docs/FIDELITY.md', fidelityPage(readRules('docs/rules.yaml')));
writeFileSync('docs/COVERAGE.md', coveragePage(readServed('scripts/served-operations.json')));
