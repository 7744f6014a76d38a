// Every cross-field rule, row by row: what triggers it, how grave it is, and that its message carries the fix.
import { describe, expect, test } from 'vitest';
import { AMI_PARAMETERS, checkConfig, defaultConfig, type Overlay, overlayConfig } from '../../src/generator/index.js';

const found = (overlay: Overlay) => checkConfig(overlayConfig(defaultConfig('shop'), overlay));

interface Row {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly overlay: Overlay;
  readonly message: RegExp;
  readonly fix: RegExp;
}

const two = { group: { minSize: 2 } } as const;

const ROWS: readonly Row[] = [
  {
    rule: 'sizes',
    severity: 'error',
    overlay: { group: { minSize: 3, desiredCapacity: 2 } },
    message: /desiredCapacity 2 is less than minSize 3/,
    fix: /at least 3.*at most 2/,
  },
  {
    rule: 'sizes',
    severity: 'error',
    overlay: { group: { desiredCapacity: 5 } },
    message: /desiredCapacity 5 is greater than maxSize 4/,
    fix: /at most 4.*at least 5/,
  },
  {
    rule: 'sizes',
    severity: 'error',
    overlay: { group: { minSize: 5, desiredCapacity: 5 } },
    message: /minSize 5 is greater than maxSize 4/,
    fix: /at most 4.*at least 5/,
  },
  { rule: 'zone-cover', severity: 'warning', overlay: {}, message: /minSize 1 .* zones \(2\)/, fix: /minSize to 2/ },
  {
    rule: 'flapping',
    severity: 'warning',
    overlay: { alarms: { cpuLowThreshold: 35 } },
    message: /leaves 70 % on the rest/,
    fix: /at most 34/,
  },
  {
    rule: 'flapping',
    severity: 'warning',
    overlay: { ...two, alarms: { cpuHighThreshold: 50, cpuLowThreshold: 40 } },
    message: /one of 3 machines at 40 % CPU leaves 60 %/,
    fix: /at most 33/,
  },
  {
    rule: 'flapping',
    severity: 'warning',
    overlay: { group: { minSize: 0 }, alarms: { cpuHighThreshold: 10, cpuLowThreshold: 90 } },
    message: /one of 2 machines at 90 % CPU leaves 180 %/,
    fix: /at most 4/,
  },
  {
    rule: 'detailed-monitoring',
    severity: 'warning',
    overlay: { launchTemplate: { detailedMonitoring: false } },
    message: /2 min .* every 5 min.*CW-30/,
    fix: /detailedMonitoring to true/,
  },
  {
    rule: 'grace-period',
    severity: 'warning',
    overlay: { group: { healthCheckGracePeriod: 419 } },
    message: /needs 180 s .* after 419 s/,
    fix: /at least 420 /,
  },
  {
    rule: 'grace-period',
    severity: 'warning',
    overlay: { app: { bootstrapSeconds: 240 } },
    message: /needs 240 s/,
    fix: /at least 480 /,
  },
  {
    rule: 'health-check-timeout',
    severity: 'error',
    overlay: { targetGroup: { healthCheckTimeoutSeconds: 30 } },
    message: /timeout 30 s is not less than its interval 30 s/,
    fix: /below 30/,
  },
  {
    rule: 'zones',
    severity: 'error',
    overlay: { availabilityZones: ['us-east-1a', 'eu-west-1b'] },
    message: /eu-west-1b does not lie in region us-east-1/,
    fix: /us-east-1a, us-east-1b/,
  },
  {
    rule: 'zones',
    severity: 'error',
    overlay: { availabilityZones: ['us-east-1a', 'us-east-1a'] },
    message: /twice/,
    fix: /once/,
  },
  {
    rule: 'subnet-count',
    severity: 'error',
    overlay: { vpc: { privateSubnetCidrs: ['10.0.128.0/24'] } },
    message: /privateSubnetCidrs has 1 ranges for 2 zones/,
    fix: /one range for each zone/,
  },
  {
    rule: 'vpc-size',
    severity: 'error',
    overlay: { vpc: { cidrBlock: '10.0.0.0/8' } },
    message: /10.0.0.0\/8 is not between \/16 and \/28/,
    fix: /10.0.0.0\/16/,
  },
  {
    rule: 'subnet-place',
    severity: 'error',
    overlay: { vpc: { publicSubnetCidrs: ['10.1.0.0/24', '10.0.1.0/24'] } },
    message: /10.1.0.0\/24 does not lie inside the VPC 10.0.0.0\/16/,
    fix: /inside 10.0.0.0\/16/,
  },
  {
    rule: 'subnet-overlap',
    severity: 'error',
    overlay: { vpc: { publicSubnetCidrs: ['10.0.0.0/24', '10.0.0.128/25'] } },
    message: /10.0.0.128\/25 overlaps subnet 10.0.0.0\/24/,
    fix: /do not overlap/,
  },
  {
    rule: 'subnet-overlap',
    severity: 'error',
    overlay: { vpc: { privateSubnetCidrs: ['10.0.1.0/24', '10.0.129.0/24'] } },
    message: /10.0.1.0\/24 overlaps subnet 10.0.1.0\/24/,
    fix: /do not overlap/,
  },
  {
    rule: 'alb-subnet-size',
    severity: 'error',
    overlay: { vpc: { publicSubnetCidrs: ['10.0.0.0/28', '10.0.1.0/27'] } },
    message: /10.0.0.0\/28 is smaller than \/27/,
    fix: /\/27 or larger/,
  },
  {
    rule: 'subnet-size',
    severity: 'error',
    overlay: { vpc: { privateSubnetCidrs: ['10.0.128.0/29', '10.0.129.0/24'] } },
    message: /10.0.128.0\/29 is smaller than \/28/,
    fix: /\/28 or larger/,
  },
  {
    rule: 'single-nat',
    severity: 'warning',
    overlay: { vpc: { natGateways: 'single' } },
    message: /stands in us-east-1a: when that zone fails, us-east-1b loses its way out/,
    fix: /per-zone/,
  },
  {
    rule: 'architecture',
    severity: 'error',
    overlay: { launchTemplate: { instanceType: 't4g.micro' } },
    message: /t4g.micro is an ARM machine/,
    fix: /t3.micro/,
  },
  {
    rule: 'one-worker',
    severity: 'warning',
    overlay: { app: { workers: 1 } },
    message: /never passes 50 %.*CW-05/,
    fix: /workers to 2/,
  },
  {
    rule: 'amazon-linux-2',
    severity: 'warning',
    overlay: { launchTemplate: { amiParameter: AMI_PARAMETERS.al2 } },
    message: /out of support since June 2026/,
    fix: /al2023/,
  },
];

describe('rules of ha-lab.json', () => {
  test.each(ROWS)('$rule: $overlay', ({ rule, severity, overlay, message, fix }) => {
    const findings = found(overlay).filter((finding) => finding.rule === rule);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      severity,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });

  test('the recommended stack has no error, and with a machine per zone nothing to say', () => {
    expect(found({}).map(({ rule }) => rule)).toEqual(['zone-cover']);
    expect(found(two)).toEqual([]);
  });

  test.each<[string, Overlay]>([
    [
      'a policy that tracks a target has no thresholds to flap between',
      { ...two, scaling: { policyType: 'target-tracking' }, alarms: { cpuLowThreshold: 69 } },
    ],
    [
      'alarms over five minutes do without detailed monitoring',
      { ...two, launchTemplate: { detailedMonitoring: false }, alarms: { cpuHighMinutes: 5 } },
    ],
    [
      'the grace period matters only where the load balancer is believed',
      { group: { minSize: 2, healthCheckType: 'EC2', healthCheckGracePeriod: 0 } },
    ],
    [
      'one worker is enough below a bar of 50 %',
      { ...two, app: { workers: 1 }, alarms: { cpuHighThreshold: 49, cpuLowThreshold: 20 } },
    ],
    ['instance types with a g elsewhere are not ARM', { ...two, launchTemplate: { instanceType: 'g4dn.xlarge' } }],
  ])('silent: %s', (_, overlay) => {
    expect(found(overlay)).toEqual([]);
  });

  test('one worker never passes 50 %, so a bar at just that is out of reach', () => {
    const at50 = found({ ...two, app: { workers: 1 }, alarms: { cpuHighThreshold: 50, cpuLowThreshold: 20 } });
    expect(at50.map(({ rule }) => rule)).toEqual(['one-worker']);
  });

  test('all findings come at once, errors first', () => {
    const findings = found({
      group: { minSize: 3 },
      targetGroup: { healthCheckTimeoutSeconds: 60 },
      vpc: { natGateways: 'single' },
    });
    expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
      'error sizes',
      'error health-check-timeout',
      'warning single-nat',
    ]);
  });
});
