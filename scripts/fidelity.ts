// Writes docs/FIDELITY.md from docs/rules.yaml and the services' timing tables: what of AWS's behaviour the sandbox has, and what not.
// Run: npm run docs. A test compares the page with what this gives.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { TIMING_SOURCES } from '../src/sandbox/fleet/simulated/timing-evidence.js';
import { DEFAULT_TIMINGS } from '../src/sandbox/fleet/simulated/timings.js';
import * as autoscaling from '../src/sandbox/services/autoscaling/timings.js';
import * as cloudwatch from '../src/sandbox/services/cloudwatch/timings.js';
import * as ec2 from '../src/sandbox/services/ec2/timings.js';
import * as elbv2 from '../src/sandbox/services/elbv2/timings.js';
import * as ssm from '../src/sandbox/services/ssm/timings.js';

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly status: 'done' | 'planned' | 'not modelled';
  /** Why not, for a rule that is not modelled; what is missing, for a planned one where part of it is there. */
  readonly reason?: string;
}

const AREAS: Readonly<Record<string, string>> = {
  ASG: 'EC2 Auto Scaling',
  ALB: 'Application Load Balancer',
  CW: 'CloudWatch',
  EC2: 'EC2',
  VPC: 'VPC',
  SSM: 'Systems Manager',
  FIS: 'Fault Injection Service',
};

export function readRules(file: string): readonly Rule[] {
  return parse(readFileSync(file, 'utf8')).rules as readonly Rule[];
}

export function fidelityPage(rules: readonly Rule[]): string {
  const modelled = rules.filter(({ status }) => status !== 'not modelled');
  const done = rules.filter(({ status }) => status === 'done');
  return [
    '# Fidelity',
    '',
    'What the sandbox does as AWS does it, rule by rule. Generated from `docs/rules.yaml` and the timing tables by `npm run docs`; do not edit.',
    '',
    `**${done.length} of ${rules.length} rules are done**, each with a test that names its id. Planned: ${modelled.length - done.length}; not modelled: ${rules.length - modelled.length}.`,
    '',
    ...Object.entries(AREAS).flatMap(([area, title]) =>
      ruleTable(
        title,
        rules.filter(({ id }) => id.startsWith(`${area}-`)),
      ),
    ),
    ...timingTable(),
  ].join('\n');
}

function ruleTable(title: string, rules: readonly Rule[]): readonly string[] {
  const rows = rules.map(({ id, title: text, status, reason }) => `| ${id} | ${text} | ${status} | ${reason ?? ''} |`);
  return [`## ${title}`, '', '| rule | what it says | status | remark |', '|---|---|---|---|', ...rows, ''];
}

interface Figure {
  readonly value: number | { readonly low: number; readonly high: number };
  readonly kind: string;
  readonly rule: string;
}

function timingTable(): readonly string[] {
  const tables: Readonly<Record<string, object>> = {
    ec2,
    elbv2: elbv2.TIMINGS,
    autoscaling,
    cloudwatch,
    ssm,
    machines: machineTimings(),
  };
  const rows = Object.entries(tables).flatMap(([service, table]) =>
    Object.entries(table)
      .filter(([, figure]) => isFigure(figure))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, figure]) =>
          `| ${service} | ${wordsOf(name)} | ${lengthOf(name, figure)} | ${figure.kind} | ${figure.rule} |`,
      ),
  );
  return [
    '## Timings',
    '',
    '*documented*: AWS states it. *observed*: somebody measured it. *chosen*: nobody knows, so it is ours. A range is drawn anew each time, from a seeded stream.',
    '',
    '| service | what | how long | kind | rule |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ];
}

function machineTimings(): Readonly<Record<string, Figure>> {
  const names = Object.keys(TIMING_SOURCES) as (keyof typeof TIMING_SOURCES)[];
  return Object.fromEntries(names.map((name) => [name, { value: DEFAULT_TIMINGS[name], ...TIMING_SOURCES[name] }]));
}

const isFigure = (value: unknown): value is Figure =>
  typeof value === 'object' && value !== null && 'kind' in value && 'rule' in value && 'value' in value;

function wordsOf(name: string): string {
  return name
    .replace(/(_MS|_SECONDS|Ms|Seconds)$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function lengthOf(name: string, { value }: Figure): string {
  const unitMs = /seconds$/i.test(name) ? 1_000 : 1;
  if (typeof value === 'number') return spell(value * unitMs);
  return `${spell(value.low * unitMs)} to ${spell(value.high * unitMs)}`;
}

function spell(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ];
  const fitting = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / fitting[1]} ${fitting[0]}`;
}
