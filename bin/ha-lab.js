#!/usr/bin/env node
// Starts the command line. The AWS SDK warns on each run that Node 20 leaves its support; the README says so once instead.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { execute } = await import('@oclif/core');
await execute({ dir: import.meta.url });
