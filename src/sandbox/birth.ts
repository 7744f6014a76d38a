// How a world begins: an empty account in one region at a chosen instant. What an account is born with, each service seeds itself.

import { type Instant, newKernelState } from '../kernel/index.js';
import { newState as newFleetState } from './fleet/simulated/index.js';
import { newStore as newAutoScalingStore } from './services/autoscaling/index.js';
import { newStore as newCloudWatchStore } from './services/cloudwatch/index.js';
import { newStore as newEc2Store } from './services/ec2/index.js';
import { newStore as newElbv2Store } from './services/elbv2/index.js';
import { newStore as newIamStore } from './services/iam/index.js';
import { newStore as newLogsStore } from './services/logs/index.js';
import { newStore as newServiceQuotasStore } from './services/servicequotas/index.js';
import { newStore as newSsmStore } from './services/ssm/index.js';
import type { Account, World } from './world.js';

/** All that a world depends on, besides its inputs. */
export interface BirthCertificate {
  readonly seed: string;
  readonly startedAt: Instant;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

/** A Monday noon: virtual time needs some beginning, and a round one is easy to read in tables. */
export const DEFAULT_BIRTH: BirthCertificate = {
  seed: 'ha-lab',
  startedAt: Date.UTC(2026, 0, 5, 12, 0, 0),
  accountId: '123456789012',
  region: 'us-east-1',
};

const ZONE_LETTERS = ['a', 'b', 'c'];

/** `us-east-1` → `use1`, as in zone ids. */
function regionCode(region: string): string {
  const [area = '', direction = '', digit = ''] = region.split('-');
  return `${area}${direction[0] ?? ''}${digit}`;
}

function accountOf(birth: BirthCertificate): Account {
  return {
    id: birth.accountId,
    region: birth.region,
    zones: ZONE_LETTERS.map((letter, index) => ({
      name: `${birth.region}${letter}`,
      id: `${regionCode(birth.region)}-az${index + 1}`,
    })),
  };
}

export function newWorld(birth: BirthCertificate): World {
  const account = accountOf(birth);
  return {
    account,
    kernel: newKernelState(birth.seed, birth.startedAt),
    ec2: newEc2Store(account),
    elbv2: newElbv2Store(account),
    autoscaling: newAutoScalingStore(account),
    cloudwatch: newCloudWatchStore(account),
    iam: newIamStore(account),
    ssm: newSsmStore(account),
    logs: newLogsStore(account),
    servicequotas: newServiceQuotasStore(account),
    fleet: newFleetState(),
    apiFaults: [],
    mailbox: {},
  };
}
