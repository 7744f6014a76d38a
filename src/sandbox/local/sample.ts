// The application that real machines run.

import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.js';

/** Its folder: sources, requirements.txt, gunicorn.conf.py, Dockerfile. */
export const SAMPLE = join(PACKAGE_ROOT, 'django-sample');
