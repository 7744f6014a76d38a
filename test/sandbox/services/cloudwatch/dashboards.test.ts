// Dashboards as an SDK caller meets them: kept as they were put, listed, deleted, and what is no dashboard.

import { expect, test } from 'vitest';
import { ServiceError } from '../../../../src/errors.js';
import { operations } from '../../../../src/sandbox/services/cloudwatch/index.js';
import { contextOver, START } from './harness.js';

type Context = ReturnType<typeof contextOver>;

const ARN = 'arn:aws:cloudwatch::123456789012:dashboard/web';
const TEXT = { type: 'text', width: 6, height: 3, properties: { markdown: '# Überblick' } };

const put = (context: Context, body: unknown, DashboardName = 'web', more: object = {}) =>
  operations.PutDashboard(
    { DashboardName, DashboardBody: typeof body === 'string' ? body : JSON.stringify(body), ...more },
    context,
  );

const metric = (...metrics: readonly unknown[]) => ({ widgets: [{ type: 'metric', properties: { metrics } }] });

const listed = (context: Context, input: object = {}) =>
  operations.ListDashboards(input, context).DashboardEntries?.map(({ DashboardName: name }) => name);

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.status}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('a dashboard is given back to the letter, listed with its size in bytes, and replaced as a whole', () => {
  const context = contextOver();
  expect(put(context, { widgets: [TEXT] })).toEqual({ DashboardValidationMessages: [] });
  put(context, { widgets: [] }, 'other');
  const body = JSON.stringify({ widgets: [TEXT] });
  expect(operations.GetDashboard({ DashboardName: 'web' }, context)).toEqual({
    ...{ DashboardArn: ARN, DashboardName: 'web', DashboardBody: body },
  });
  expect(operations.ListDashboards({ DashboardNamePrefix: 'w' }, context).DashboardEntries).toEqual([
    { DashboardName: 'web', DashboardArn: ARN, LastModified: new Date(START), Size: body.length + 1 },
  ]);
  put(context, metric(['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1', { stat: 'Average' }], ['.', '.', '.', 'i-2']));
  expect(operations.GetDashboard({ DashboardName: 'web' }, context).DashboardBody).toContain('CPUUtilization');
  expect(listed(context)).toEqual(['other', 'web']);
});

test('of several to be deleted none goes when one is unknown', () => {
  const context = contextOver();
  for (const name of ['a', 'b']) put(context, { widgets: [] }, name);
  const remove = (...DashboardNames: string[]) => operations.DeleteDashboards({ DashboardNames }, context);
  expect(refusal(() => remove('a', 'unknown'))).toBe('ResourceNotFound 404: Dashboard unknown does not exist');
  expect(listed(context)).toEqual(['a', 'b']);
  remove('a', 'b');
  expect(listed(context)).toEqual([]);
  expect(refusal(() => operations.GetDashboard({ DashboardName: 'a' }, context))).toMatch(/^ResourceNotFound 404/);
});

test('tags count at creation, and afterwards by ARN', () => {
  const context = contextOver();
  put(context, { widgets: [] }, 'web', { Tags: [{ Key: 'team', Value: 'shop' }] });
  put(context, { widgets: [] }, 'web', { Tags: [{ Key: 'team', Value: 'other' }] });
  operations.TagResource({ ResourceARN: ARN, Tags: [{ Key: 'stage', Value: 'test' }] }, context);
  expect(operations.ListTagsForResource({ ResourceARN: ARN }, context).Tags).toEqual([
    { Key: 'team', Value: 'shop' },
    { Key: 'stage', Value: 'test' },
  ]);
});

test.each([
  ['The field DashboardBody must be a valid JSON object', '{'],
  ['The field DashboardBody must be a valid JSON object', '[]'],
  ['/widgets/0",\n    "message": "Should have required property \'properties\'"', { widgets: [{ type: 'text' }] }],
  [
    'The dashboard body is invalid, there are 1 validation errors:\n[\n  {\n    "dataPath": "/widgets/0/properties/metrics/0/2",\n    "message": "Invalid metric field type, only \'String\' type is allowed"\n  }\n]',
    metric(['AWS/EC2', 'CPUUtilization', { InstanceId: 'i-1' }, 'i-1']),
  ],
])('refused: %s', (message, body) => {
  const context = contextOver();
  expect(refusal(() => put(context, body))).toMatch(/^InvalidParameterInput 400: /);
  expect(refusal(() => put(context, body))).toContain(message);
  expect(refusal(() => put(context, { widgets: [] }, 'with space'))).toContain('contains invalid characters');
  expect(listed(context)).toEqual([]);
});
