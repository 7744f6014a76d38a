// What the templates may use: the configuration, and values that follow from it. Templates compute nothing themselves.
import { iamPolicy } from '../lab/iam-policy.js';
import { type Architecture, architectureOf } from './architecture.js';
import { AMI_PARAMETERS, type Config, SAMPLE_IMAGE } from './config.js';
import type { PriceList } from './prices.js';

/** The load test of lesson 10, in users and seconds. A page asks for one request, then thinks for a second. */
export const LOAD_PLAN = {
  baseUsers: 10,
  peakUsers: 100,
  rampSeconds: 300,
  holdSeconds: 300,
  thinkMs: 1000,
  path: '/',
} as const;

/** Users, seconds, and the mean pause of a user in milliseconds. */
export type LoadNumbers = { readonly [Name in keyof typeof LOAD_PLAN]: Name extends 'path' ? string : number };

export interface LoadView extends LoadNumbers {
  readonly rampUsers: number;
  readonly totalSeconds: number;
}

export function loadView(numbers: LoadNumbers): LoadView {
  const { baseUsers, peakUsers, rampSeconds, holdSeconds } = numbers;
  return { ...numbers, rampUsers: peakUsers - baseUsers, totalSeconds: rampSeconds + holdSeconds };
}

export interface View {
  readonly config: Config;
  /** The text of ha-lab.json. */
  readonly configText: string;
  /** Versions of the packages that ha-lab itself uses, so that a generated project installs the same. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command that makes the same project again. */
  readonly command: string;
  readonly prices: PriceList;
  readonly packageManager: 'dnf' | 'yum';
  readonly zones: readonly ZoneView[];
  readonly load: LoadView;
  /** The text of iam-policy.json. */
  readonly policyText: string;
  /** Of the machines, as container images name it. */
  readonly architecture: Architecture;
  readonly usesSampleImage: boolean;
  readonly singleNat: boolean;
  readonly hasAlarms: boolean;
}

export interface ZoneView {
  readonly name: string;
  readonly letter: string;
  readonly publicCidr: string;
  readonly privateCidr: string;
  readonly hasNat: boolean;
}

export interface ViewInputs {
  readonly config: Config;
  readonly versions: Readonly<Record<string, string>>;
  readonly command: string;
  readonly prices: PriceList;
}

export function createView({ config, versions, command, prices }: ViewInputs): View {
  return {
    config,
    configText: configText(config),
    versions,
    command,
    prices,
    packageManager: config.launchTemplate.amiParameter === AMI_PARAMETERS.al2 ? 'yum' : 'dnf',
    zones: zoneViews(config),
    load: loadView(LOAD_PLAN),
    policyText: shortLists(JSON.stringify(iamPolicy(config.name, config.region), null, 2)),
    architecture: architectureOf(config.launchTemplate.instanceType),
    usesSampleImage: config.app.image === SAMPLE_IMAGE,
    singleNat: config.vpc.natGateways === 'single',
    hasAlarms: config.scaling.policyType !== 'target-tracking',
  };
}

/** JSON as a formatter would write it: short lists on one line. */
function configText(config: Config): string {
  return shortLists(JSON.stringify(config, null, 2));
}

/** A comma may follow. */
const WIDEST = 119;

function shortLists(text: string): string {
  return text.replace(/^(.*)\[\s+([^[\]{}]*?)\s+\]/gm, (whole, before: string, items: string) => {
    const line = `${before}[${items.replace(/\s*\n\s*/g, ' ')}]`;
    return line.length > WIDEST ? whole : line;
  });
}

export function zoneViews(config: Config): readonly ZoneView[] {
  return config.availabilityZones.map((name, index) => ({
    name,
    letter: name.slice(-1),
    publicCidr: config.vpc.publicSubnetCidrs[index] ?? '',
    privateCidr: config.vpc.privateSubnetCidrs[index] ?? '',
    hasNat: index === 0 || config.vpc.natGateways === 'per-zone',
  }));
}
