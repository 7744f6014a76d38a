// Lays a partial configuration over a whole one: how a lesson changes the learner's stack without touching the file.
import { LabError } from '../errors.js';
import { type Config, configSchema } from './config.js';
import { humanIssue } from './resolve.js';

/** Deep partial of the configuration; lists are replaced whole. */
export type Overlay = {
  readonly [Key in keyof Config]?: Config[Key] extends readonly unknown[]
    ? Config[Key]
    : Config[Key] extends object
      ? Partial<Config[Key]>
      : Config[Key];
};

/** The configuration with the overlay laid over it. Throws LabError INVALID_CONFIG if the result does not fit the schema. */
export function overlayConfig(config: Config, overlay: Overlay): Config {
  const parsed = configSchema.safeParse(merge(config, overlay));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const place = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.');
    return `  ${place} ${issue.code === 'unrecognized_keys' ? 'is not a known setting' : humanIssue(issue.message)}`;
  });
  throw new LabError('INVALID_CONFIG', `The overlay does not fit ha-lab.json:\n${lines.join('\n')}`, {
    suggestions: ['name settings as ha-lab.json does, such as group: { minSize: 2 }'],
    exitCode: 2,
  });
}

function merge(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(base[key], over[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
