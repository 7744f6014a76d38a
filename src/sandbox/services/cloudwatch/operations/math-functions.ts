// What CloudWatch's expressions may say and the sandbox does not model, refused by name.

import { unsupported } from '../../shared/modelled.js';

/** AWS's functions beyond those of `rules/metric-math.ts`; any other word is a mistake of the caller's. */
const UNMODELLED =
  /\b(ANOMALY_DETECTION_BAND|DATAPOINT_COUNT|DB_PERF_INSIGHTS|DIFF|DIFF_TIME|FIRST|LAST|INSIGHT_RULE_METRIC|LAMBDA|LOG|LOG10|METRIC_COUNT|METRICS|MINUTE|HOUR|DAY|DATE|MONTH|YEAR|EPOCH|PERIOD|RATE|REMOVE_EMPTY|RUNNING_SUM|SEARCH|SERVICE_QUOTA|SLICE|SORT|STDDEV|TIME_SERIES)\s*\(/;

export function refuseFunctions(expression: string): void {
  if (/^\s*SELECT\b/i.test(expression)) throw unsupported('Metrics Insights queries (SELECT)');
  const [, unmodelled] = UNMODELLED.exec(expression) ?? [];
  if (unmodelled !== undefined) throw unsupported(`the function ${unmodelled} of metric math`);
}
