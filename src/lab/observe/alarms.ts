// Alarms, their history and the metrics behind them, as CloudWatch tells them.

import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from '../clients.js';
import type { AlarmObservation, AlarmTransition, LabInstant, MetricSeries } from '../observation.js';

const MINUTE_MS = 60_000;

export async function observeAlarms(
  clients: AwsClients,
  names: readonly string[],
  now: LabInstant,
): Promise<readonly AlarmObservation[]> {
  if (names.length === 0) return [];
  const answer = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm'] }),
  );
  const alarms = answer.MetricAlarms ?? [];
  const series = await metricSeries(
    clients,
    alarms.map((alarm, index) => queryOf(alarm, index)),
    now - Math.max(15, ...alarms.map((alarm) => reachMinutes(alarm))) * MINUTE_MS,
    now,
  );
  return alarms.map((alarm, index) => alarmOf(alarm, series.get(`m${index}`)));
}

const reachMinutes = (alarm: MetricAlarm): number =>
  Math.ceil(((alarm.EvaluationPeriods ?? 1) + 2) * ((alarm.Period ?? 60) / 60)) + 2;

function queryOf(alarm: MetricAlarm, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: { Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions },
      Period: alarm.Period,
      Stat: alarm.Statistic ?? alarm.ExtendedStatistic,
    },
  };
}

function alarmOf(alarm: MetricAlarm, series: MetricSeries | undefined): AlarmObservation {
  const evaluated = (series?.points ?? []).slice(-(alarm.EvaluationPeriods ?? 1));
  const newest = series?.points.at(-1);
  const threshold = alarm.Threshold ?? 0;
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    ...(alarm.StateUpdatedTimestamp === undefined ? {} : { since: alarm.StateUpdatedTimestamp.getTime() }),
    metric: alarm.MetricName ?? '',
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
    comparison: alarm.ComparisonOperator ?? '',
    threshold,
    periodSeconds: alarm.Period ?? 60,
    evaluationPeriods: alarm.EvaluationPeriods ?? 1,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1,
    actionsEnabled: alarm.ActionsEnabled ?? true,
    actions: alarm.AlarmActions ?? [],
    ...(newest === undefined ? {} : { value: newest.value }),
    breaching: evaluated.filter((point) => breaches(point.value, alarm.ComparisonOperator, threshold)).length,
  };
}

/** Comparison strictly as AWS names it: 70.0 does not breach `GreaterThanThreshold` 70. */
export function breaches(value: number, comparison: string | undefined, threshold: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    default:
      return false;
  }
}

/** State changes of the alarms, newest first. */
export async function observeAlarmHistory(
  clients: AwsClients,
  names: readonly string[],
): Promise<readonly AlarmTransition[]> {
  const answers = await Promise.all(
    names.map((name) =>
      clients.cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName: name, HistoryItemType: 'StateUpdate' })),
    ),
  );
  return answers
    .flatMap((answer) => answer.AlarmHistoryItems ?? [])
    .map((item) => {
      const data = JSON.parse(item.HistoryData ?? '{}') as HistoryData;
      return {
        at: item.Timestamp?.getTime() ?? 0,
        alarm: item.AlarmName ?? '',
        ...(data.oldState?.stateValue === undefined ? {} : { from: data.oldState.stateValue }),
        to: data.newState?.stateValue ?? '',
        reason: data.newState?.stateReason ?? item.HistorySummary ?? '',
      };
    })
    .sort((a, b) => b.at - a.at);
}

interface HistoryData {
  readonly oldState?: { readonly stateValue?: string };
  readonly newState?: { readonly stateValue?: string; readonly stateReason?: string };
}

/** Runs the queries over [from, to) and answers each series by its query's id, oldest point first. */
export async function metricSeries(
  clients: AwsClients,
  queries: readonly MetricDataQuery[],
  from: LabInstant,
  to: LabInstant,
): Promise<ReadonlyMap<string, MetricSeries>> {
  if (queries.length === 0) return new Map();
  const answer = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: [...queries],
      StartTime: new Date(from - (from % MINUTE_MS)),
      EndTime: new Date(to - (to % MINUTE_MS) + MINUTE_MS),
      ScanBy: 'TimestampAscending',
    }),
  );
  const results = (answer.MetricDataResults ?? []).map((result): [string, MetricSeries] => {
    const query = queries.find((candidate) => candidate.Id === result.Id);
    const points = (result.Timestamps ?? []).map((stamp, index) => ({
      at: stamp.getTime(),
      value: result.Values?.[index] ?? Number.NaN,
    }));
    return [
      result.Id ?? '',
      {
        label: query?.MetricStat?.Metric?.MetricName ?? result.Label ?? '',
        unit: '',
        periodSeconds: query?.MetricStat?.Period ?? 60,
        points,
      },
    ];
  });
  return new Map(results);
}
