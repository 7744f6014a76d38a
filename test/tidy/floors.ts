// Who may import whom, as data: the table of ARCHITECTURE.md, one row per folder. The longest matching folder decides.

export interface Floor {
  readonly folder: string;
  /** Folders or files of ours, and packages. A folder may always import itself. */
  readonly may: readonly string[];
  /** May also be imported, but only as types: they leave no trace at run time. */
  readonly mayType?: readonly string[];
}

const SDK = ['@aws-sdk/', '@smithy/'];
const PURE_SERVICE = ['src/kernel/', 'src/errors.ts', 'src/sandbox/services/shared/'];
const CONTRACTS = [
  'src/sandbox/events.ts',
  'src/sandbox/world.ts',
  'src/sandbox/fleet/app-host.ts',
  'src/sandbox/fleet/fleet.ts',
  'src/sandbox/fleet/environment.ts',
  'src/sandbox/fleet/front-door.ts',
];

const service = (name: string, siblings: readonly string[] = []): Floor => ({
  folder: `src/sandbox/services/${name}/`,
  may: [
    ...PURE_SERVICE,
    'src/sandbox/context.ts',
    ...siblings.map((sibling) => `src/sandbox/services/${sibling}/index.ts`),
  ],
  mayType: [...CONTRACTS, ...SDK],
});

/** Arithmetic of ramps and histograms: the users of the sandbox's own world and real ones are counted alike. */
const TRAFFIC_ARITHMETIC = [
  'src/sandbox/fleet/simulated/traffic/plan.ts',
  'src/sandbox/fleet/simulated/traffic/histogram.ts',
];

const LAB_FLOOR = [
  'src/lab/',
  'src/load/index.ts',
  'src/package-root.ts',
  'src/applier/',
  'src/terraform/',
  'src/errors.ts',
  'src/nearest.ts',
  'src/sandbox/index.ts',
  ...SDK,
  'node:',
];

export const FLOORS: readonly Floor[] = [
  { folder: 'src/kernel/', may: [] },
  { folder: 'src/errors.ts', may: [] },
  { folder: 'src/nearest.ts', may: [] },
  { folder: 'src/package-root.ts', may: ['node:'] },
  {
    folder: 'src/sandbox/services/shared/',
    may: ['src/kernel/', 'src/errors.ts'],
    mayType: ['src/sandbox/context.ts', ...CONTRACTS, ...SDK],
  },
  service('ec2'),
  service('cloudwatch'),
  service('iam'),
  service('sts'),
  service('logs'),
  service('servicequotas'),
  service('ssm', ['ec2']),
  service('elbv2', ['ec2']),
  service('autoscaling', ['ec2', 'elbv2', 'cloudwatch']),
  { folder: 'src/sandbox/events.ts', may: [], mayType: ['src/kernel/'] },
  { folder: 'src/sandbox/context.ts', may: [], mayType: ['src/kernel/', 'src/sandbox/'] },
  { folder: 'src/sandbox/world.ts', may: [], mayType: ['src/kernel/', 'src/sandbox/'] },
  { folder: 'src/sandbox/wire/', may: ['src/errors.ts', '@smithy/core'], mayType: SDK },
  { folder: 'src/sandbox/fleet/app-host.ts', may: [] },
  { folder: 'src/sandbox/fleet/fleet.ts', may: [], mayType: ['src/kernel/', 'src/sandbox/fleet/'] },
  { folder: 'src/sandbox/fleet/front-door.ts', may: [], mayType: ['src/kernel/', 'src/sandbox/fleet/'] },
  { folder: 'src/sandbox/fleet/environment.ts', may: [], mayType: ['src/kernel/'] },
  {
    folder: 'src/sandbox/fleet/simulated/',
    may: ['src/kernel/', 'src/errors.ts', 'src/sandbox/services/shared/', 'src/sandbox/context.ts'],
    mayType: CONTRACTS,
  },
  {
    folder: 'src/sandbox/server/',
    may: ['src/kernel/', 'src/errors.ts', 'src/package-root.ts', 'src/sandbox/', ...SDK, 'node:', 'zod'],
  },
  {
    folder: 'src/sandbox/local/',
    may: ['src/kernel/', 'src/errors.ts', 'src/package-root.ts', 'src/sandbox/', 'dockerode', 'node:'],
  },
  { folder: 'src/sandbox/', may: ['src/kernel/', 'src/errors.ts', ...SDK, 'node:', 'zod'] },
  { folder: 'src/applier/', may: ['src/errors.ts', 'src/package-root.ts', ...SDK, 'node:', 'esbuild', 'zod'] },
  { folder: 'src/terraform/', may: ['src/errors.ts', ...SDK, 'node:', 'zod'] },
  { folder: 'src/load/', may: ['src/kernel/random.ts', ...TRAFFIC_ARITHMETIC, 'node:'] },
  { folder: 'src/lab/', may: [...LAB_FLOOR, 'zod', 'yaml'] },
  {
    folder: 'src/generator/',
    may: [...LAB_FLOOR, 'src/package-root.ts', 'src/terminal/', 'zod', 'yaml', 'ejs', 'esbuild'],
  },
  { folder: 'src/account/', may: [...LAB_FLOOR, 'src/package-root.ts', 'src/generator/index.ts', 'zod'] },
  {
    folder: 'src/lesson/',
    may: [
      ...LAB_FLOOR,
      'src/package-root.ts',
      'src/generator/index.ts',
      'zod',
      'yaml',
      'marked',
      '@marcbachmann/cel-js',
    ],
  },
  {
    folder: 'src/report/',
    may: ['cli-table3', 'marked', '@observablehq/plot', 'linkedom'],
    mayType: [
      'src/lab/',
      'src/terraform/',
      'src/account/',
      'src/lesson/',
      'src/applier/',
      'src/generator/',
      'src/sandbox/index.ts',
    ],
  },
  {
    folder: 'src/terminal/',
    may: ['cli-table3', '@clack/prompts', 'marked', 'node:util', 'node:stream'],
    mayType: ['src/lab/', 'src/lesson/'],
  },
  { folder: 'src/cli/', may: ['src/', '@oclif/core', 'node:', 'zod'] },
  { folder: 'src/commands/', may: ['src/', '@oclif/core', 'node:', 'zod', ...SDK] },
];

/** Below floor 2 the host does not exist: each name with what to use in its place. */
export const BANNED: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /\bDate\.now\b/, instead: 'kernel.now' },
  { pattern: /\bnew Date\(\)/, instead: 'new Date(kernel.now)' },
  { pattern: /\bperformance\.now\b/, instead: 'kernel.now' },
  { pattern: /\bset(Timeout|Interval|Immediate)\(/, instead: 'kernel.wake' },
  { pattern: /\bMath\.random\b/, instead: 'kernel.random(stream)' },
  { pattern: /\bcrypto\.(random|getRandom)/, instead: 'kernel.random(stream)' },
  {
    pattern: /(?<![.\w])process\.(argv|cwd|exit|stdin|stdout|stderr|nextTick|hrtime|platform|memoryUsage)\b/,
    instead: 'an argument',
  },
  { pattern: /(?<![.\w])console\.(log|info|warn|error|debug|trace)\(/, instead: 'kernel.emit' },
  { pattern: /\bfrom 'node:/, instead: 'a port' },
  { pattern: /\bawait\b/, instead: 'a task: nothing waits here' },
];

export const VIRTUAL_FOLDERS = [
  'src/kernel',
  'src/sandbox/services',
  'src/sandbox/wire',
  'src/sandbox/fleet/simulated',
];
