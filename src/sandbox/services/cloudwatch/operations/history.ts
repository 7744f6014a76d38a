// DescribeAlarmHistory: what was written down about alarms, newest first unless asked otherwise.

import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { HISTORY_KEPT_MS } from '../timings.js';
import { invalidValue, refuseMembers } from './refusals.js';

const MAX_RECORDS = 100;

export const historyOperations = {
  DescribeAlarmHistory(input, context) {
    refuseMembers(input, { AlarmContributorId: 'contributors of alarms' });
    const size = input.MaxRecords ?? MAX_RECORDS;
    if (size < 1 || size > MAX_RECORDS) {
      throw invalidValue(`The parameter MaxRecords must be between 1 and ${MAX_RECORDS}.`);
    }
    const oldest = context.kernel.now - HISTORY_KEPT_MS.value;
    const from = Math.max(oldest, input.StartDate?.getTime() ?? oldest);
    const to = input.EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
    const types = input.AlarmTypes ?? ['MetricAlarm'];
    const items = context.world.cloudwatch.history.filter(
      (item) =>
        types.includes(item.alarmType) &&
        (input.AlarmName === undefined || item.alarmName === input.AlarmName) &&
        (input.HistoryItemType === undefined || item.type === input.HistoryItemType) &&
        item.at >= from &&
        item.at <= to,
    );
    const ordered = input.ScanBy === 'TimestampAscending' ? items : items.reverse();
    const { items: shown, nextToken } = page(ordered, { maxResults: size, nextToken: input.NextToken });
    return {
      AlarmHistoryItems: shown.map((item) => ({
        AlarmName: item.alarmName,
        AlarmType: item.alarmType,
        Timestamp: new Date(item.at),
        HistoryItemType: item.type,
        HistorySummary: item.summary,
        HistoryData: item.data,
      })),
      NextToken: nextToken,
    };
  },
} satisfies Operations<typeof import('@aws-sdk/client-cloudwatch'), Context>;
