#!/usr/bin/env node
// Starts the command line; alone, it says where you are.
// The AWS SDK warns on each run that Node 20 leaves its support; the README says so once instead.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { runCommandLine } = await import('../dist/cli/run.js');
const args = process.argv.slice(2);
await runCommandLine(args.length === 0 ? ['home'] : args, import.meta.url);
