// How the tests run: real sources, no transform of console output (oclif's test helper reads it), a closing line that CI can read.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/helpers/longest-first.ts';

/** The sample's Python environment is made here once, not in the home folder of whoever runs the tests. */
const CACHE = fileURLToPath(new URL('node_modules/.cache', import.meta.url));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'node_modules/**'],
    disableConsoleIntercept: true,
    reporters: ['default', './test/helpers/closing-line-reporter.ts'],
    // Met only where nothing comes any more: three tests that drive processes share two cores, and none of them waits for long.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // A worker loads the sandbox and the SDK once. No test here replaces a module or leaves settings behind, and none may begin to.
    isolate: false,
    // Real clients spend most of their time waiting: three share two cores well.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', NO_COLOR: '1', XDG_CACHE_HOME: CACHE },
  },
});
