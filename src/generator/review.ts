// The review before a project is written, as plain text: files, picture of the network, price, warnings, the command.
import type { Config } from './config.js';
import type { PriceList } from './prices.js';
import type { Finding } from './rules/index.js';
import { zoneViews } from './view.js';

export interface ReviewInputs {
  readonly config: Config;
  readonly directory: string;
  readonly files: readonly { readonly to: string; readonly about: string }[];
  readonly prices: PriceList;
  readonly warnings: readonly Finding[];
  readonly command: string;
}

/** The whole review, at most 80 columns wide where values allow. */
export function reviewText(inputs: ReviewInputs): string {
  return [
    fileLines(inputs),
    pictureLines(inputs.config),
    numberLines(inputs.config),
    priceLines(inputs.prices, inputs.config.region),
    warningLines(inputs.warnings),
    ['Again', `  ${inputs.command}`],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function fileLines({ directory, files }: ReviewInputs): string[] {
  const width = Math.max(...files.map((file) => file.to.length));
  return [`Files in ${directory}`, ...files.map((file) => `  ${file.to.padEnd(width)}  ${file.about}`)];
}

/** Internet at the top, machines at the bottom, one column of facts per zone. */
export function pictureLines(config: Config): string[] {
  const { vpc, loadBalancer, group } = config;
  const zones = zoneViews(config);
  const wide = 26;
  const row = (label: string, cells: readonly string[]): string =>
    `  ${label.padEnd(10)}${cells.map((cell) => cell.padEnd(wide)).join('')}`.trimEnd();
  const home = zones[0]?.letter ?? '';
  return [
    `Network ${vpc.cidrBlock} in ${config.region}`,
    `  internet ── internet gateway ── load balancer :${loadBalancer.port} (in every public subnet)`,
    row(
      '',
      zones.map((zone) => `zone ${zone.name}`),
    ),
    row(
      'public',
      zones.map((zone) => `${zone.publicCidr}  ${zone.hasNat ? 'ALB NAT' : 'ALB'}`),
    ),
    row(
      '',
      zones.map((zone) => (zone.hasNat ? '  ↓ in   ↑ out' : `  ↓ in   ↑ out via ${home}`)),
    ),
    row(
      'private',
      zones.map((zone) => `${zone.privateCidr}  instances`),
    ),
    `  group: ${group.minSize} to ${group.maxSize} instances, ${group.desiredCapacity} at the start; no public address, no SSH`,
  ];
}

function numberLines({ alarms, scaling, group, targetGroup, app }: Config): string[] {
  const policy = {
    step: `step, warm-up ${group.defaultInstanceWarmup} s`,
    simple: `simple, cooldown ${group.defaultCooldown} s`,
    'target-tracking': `target tracking at ${scaling.targetValue} % CPU`,
  }[scaling.policyType];
  const bars =
    scaling.policyType === 'target-tracking'
      ? ''
      : `; out above ${alarms.cpuHighThreshold} % for ${alarms.cpuHighMinutes} min, in below ${alarms.cpuLowThreshold} % for ${alarms.cpuLowMinutes} min`;
  return [
    'Behaviour',
    ...wrap('  scaling  ', `${policy}${bars}`),
    ...wrap(
      '  health   ',
      `${targetGroup.healthCheckPath} → ${targetGroup.matcher} every ${targetGroup.healthCheckIntervalSeconds} s, ${targetGroup.healthyThresholdCount} up, ${targetGroup.unhealthyThresholdCount} down; grace ${group.healthCheckGracePeriod} s, bootstrap about ${app.bootstrapSeconds} s`,
    ),
    `  leaving  up to ${targetGroup.deregistrationDelaySeconds} s to finish requests`,
  ];
}

function priceLines(prices: PriceList, region: string): string[] {
  const lines = prices.lines.map((line) => {
    const what = `${line.count} × ${line.item}${line.sourced ? '' : ' *'}`;
    return `  ${what.padEnd(28)}${line.perHour === undefined ? 'unknown' : dollars(line.perHour)}${line.note ? `   ${line.note}` : ''}`;
  });
  const atLeast = prices.complete ? '' : 'at least ';
  return [
    `Price on AWS while idle, per hour (${prices.region}, ${prices.asOf}); the sandbox is free`,
    ...lines,
    `  ${'together'.padEnd(28)}${dollars(prices.perHour)}   ${atLeast}$${prices.perDay.toFixed(2)} per day`,
    ...(prices.lines.every(({ sourced }) => sourced) ? [] : ['  * from memory, checked against no source']),
    ...(region === prices.region ? [] : [`  Prices in ${region} differ somewhat.`]),
  ];
}

function dollars(amount: number): string {
  return `$${amount.toFixed(4)}`;
}

function warningLines(warnings: readonly Finding[]): string[] {
  if (warnings.length === 0) return [];
  return [
    'Worth knowing',
    ...warnings.flatMap(({ message, fix }) => [...wrap('  ! ', message), ...wrap('    → ', fix)]),
  ];
}

/** Breaks at spaces so that lines stay within 80 columns; later lines stand under the first word. */
function wrap(lead: string, text: string): string[] {
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(' ')) {
    if (line.trimEnd().length > lead.length && line.length + word.length > 80) {
      lines.push(line.trimEnd());
      line = ' '.repeat(lead.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
