// Dashboards: kept and given back as they were put. Nobody draws them here; what their widgets show is read with GetMetricData.

import { ServiceError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { Operations } from '../../shared/operations.js';
import { page } from '../../shared/pages.js';
import { own } from '../../shared/records.js';
import { checkTags, tagsFrom } from '../../shared/tags.js';
import { bodyProblems } from '../rules/dashboard-body.js';
import type { Dashboard } from '../store.js';
import { invalidValue } from './refusals.js';

type CloudWatch = typeof import('@aws-sdk/client-cloudwatch');

const PAGE = 1_000;

export const dashboardOperations = {
  /** A known name is given the new body as a whole. Tags count only at creation. */
  PutDashboard(input, context) {
    const { DashboardName: name, DashboardBody: body } = input;
    if (!/^[\w-]{1,255}$/.test(name))
      throw invalidInput(
        `The value ${name} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
      );
    const problems = bodyProblems(body);
    if (problems === undefined) throw invalidInput('The field DashboardBody must be a valid JSON object');
    if (problems.length > 0)
      throw invalidInput(
        `The dashboard body is invalid, there are ${problems.length} validation errors:\n${JSON.stringify(problems, null, 2)}`,
      );
    checkTags(input.Tags);
    const { dashboards } = context.world.cloudwatch;
    const tags = own(dashboards, name)?.tags ?? tagsFrom(input.Tags);
    dashboards[name] = { dashboardName: name, body, modifiedAt: context.kernel.now, tags };
    return { DashboardValidationMessages: [] };
  },

  GetDashboard(input, context) {
    const dashboard = requireDashboard(context, input.DashboardName);
    return {
      DashboardArn: arnOf(context, dashboard),
      DashboardBody: dashboard.body,
      DashboardName: dashboard.dashboardName,
    };
  },

  ListDashboards(input, context) {
    const { DashboardNamePrefix: prefix = '', NextToken: nextToken } = input;
    const found = Object.values(context.world.cloudwatch.dashboards)
      .filter(({ dashboardName }) => dashboardName.startsWith(prefix))
      .sort((a, b) => (a.dashboardName < b.dashboardName ? -1 : 1));
    const { items, nextToken: next } = page(found, { nextToken, defaultSize: PAGE });
    const entries = items.map((dashboard) => ({
      DashboardName: dashboard.dashboardName,
      DashboardArn: arnOf(context, dashboard),
      LastModified: new Date(dashboard.modifiedAt),
      Size: new TextEncoder().encode(dashboard.body).length,
    }));
    return { DashboardEntries: entries, NextToken: next };
  },

  /** One unknown name, and all of them stay. */
  DeleteDashboards(input, context) {
    if (input.DashboardNames.length > 100)
      throw invalidValue('The collection DashboardNames must not have a size greater than 100.');
    for (const name of input.DashboardNames) requireDashboard(context, name);
    for (const name of input.DashboardNames) delete context.world.cloudwatch.dashboards[name];
    return {};
  },
} satisfies Operations<CloudWatch, Context>;

const invalidInput = (message: string): ServiceError => new ServiceError('InvalidParameterInput', message);

function requireDashboard(context: Context, name: string): Dashboard {
  const dashboard = own(context.world.cloudwatch.dashboards, name);
  if (dashboard === undefined) throw new ServiceError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
  return dashboard;
}

/** Dashboards belong to no region. */
const arnOf = ({ world }: Context, { dashboardName }: Dashboard): string =>
  `arn:aws:cloudwatch::${world.account.id}:dashboard/${dashboardName}`;
