// What CloudWatch checks of a dashboard's body before it keeps it: the frame of each widget, and how metrics are named. Pure.

export interface BodyProblem {
  readonly dataPath: string;
  readonly message: string;
}

/** Undefined: that is no JSON object. */
export function bodyProblems(body: string): readonly BodyProblem[] | undefined {
  const dashboard = parsed(body);
  if (!isRecord(dashboard)) return undefined;
  const { widgets } = dashboard;
  if (widgets === undefined) return [{ dataPath: '', message: "Should have required property 'widgets'" }];
  if (!Array.isArray(widgets)) return [{ dataPath: '/widgets', message: 'Should be array' }];
  return widgets.flatMap((widget: unknown, index) => widgetProblems(widget, `/widgets/${index}`));
}

function widgetProblems(widget: unknown, path: string): readonly BodyProblem[] {
  if (!isRecord(widget)) return [{ dataPath: path, message: 'Should be object' }];
  const absent = ['type', 'properties'].filter((name) => widget[name] === undefined);
  if (absent.length > 0)
    return absent.map((name) => ({ dataPath: path, message: `Should have required property '${name}'` }));
  const metrics = isRecord(widget.properties) && widget.type === 'metric' ? widget.properties.metrics : undefined;
  if (!Array.isArray(metrics)) return [];
  return metrics.flatMap((metric: unknown, index) => metricProblems(metric, `${path}/properties/metrics/${index}`));
}

/** Namespace, name, dimensions pair by pair, and settings at the end. */
function metricProblems(metric: unknown, path: string): readonly BodyProblem[] {
  if (!Array.isArray(metric)) return [{ dataPath: path, message: 'Should be array' }];
  const fields: readonly unknown[] = isRecord(metric.at(-1)) ? metric.slice(0, -1) : metric;
  return fields.flatMap((field, index) =>
    typeof field === 'string'
      ? []
      : [{ dataPath: `${path}/${index}`, message: "Invalid metric field type, only 'String' type is allowed" }],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
