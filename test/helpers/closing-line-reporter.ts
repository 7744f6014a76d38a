// Prints what was skipped, each by name and reason, and closes with the one line that CI reads.

import type { Reporter, SerializedError, TestModule } from 'vitest/node';

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export.
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skips: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'pending') continue;
        counts[result.state] += 1;
        if (result.state === 'skipped') skips.push(`  ${test.fullName}${result.note ? `: ${result.note}` : ''}`);
      }
    }
    counts.failed += unhandledErrors.length;
    if (skips.length > 0) console.log(`\nSkipped:\n${skips.join('\n')}`);
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
