#!/usr/bin/env node
// Starts the command line.
// The AWS SDK warns on each run that Node 20 leaves its support; the README says so once instead.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { runCommandLine } = await import('../dist/cli/run.js');
await runCommandLine(process.argv.slice(2), import.meta.url);
