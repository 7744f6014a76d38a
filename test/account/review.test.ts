// The gate of an account: what it shows, what it refuses, and that it hides nothing behind the first problem.

import { describe, expect, test } from 'vitest';
import {
  accountProblem,
  callerOf,
  checkQuotas,
  refusalsOf,
  reviewAccount,
  verdictOf,
} from '../../src/account/index.js';
import { vcpuPool } from '../../src/account/vcpu-pools.js';
import { confirmByName, unconfirmed } from '../../src/cli/typed-confirmation.js';
import { defaultConfig, overlayConfig, priceList } from '../../src/generator/index.js';
import { priceText, refusalText, reviewOfAccount } from '../../src/report/account-text.js';
import { deployedLab } from '../helpers/deployed.js';
import { answering, denied } from './answering.js';

const config = defaultConfig('demo');

describe('the review', () => {
  test('names the account, counts what stands in it, and prices every line', async () => {
    const { lab } = await deployedLab();
    const review = await reviewAccount(lab.clients, config, { standing: 0 });
    expect(review.caller).toMatchObject({ account: '123456789012', arn: expect.stringMatching(/^arn:aws:iam::/) });
    const counted = Object.fromEntries(review.quotas.map(({ name, needs, inUse }) => [name, [needs, inUse]]));
    expect(counted).toEqual({
      // One of them is the default VPC.
      'VPCs in the region': [1, 2],
      'Elastic IP addresses in the region': [2, 2],
      'NAT gateways in one zone': [1, 1],
      'Application load balancers': [1, 1],
      'Auto Scaling groups': [1, 1],
      'vCPUs of running on-demand standard instances': [8, 4],
    });
    const text = reviewOfAccount(review);
    expect(text).toContain('account  123456789012 in us-east-1');
    expect(text).toContain('together');
    expect(text).toContain('$3.86');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  test('a call that is not allowed hides no other, and is said', async () => {
    const { lab } = await deployedLab();
    const clients = answering(lab.clients, { DescribeAddresses: denied('ec2:DescribeAddresses') });
    const lines = await checkQuotas(clients, config);
    const addresses = lines.find(({ name }) => name.startsWith('Elastic IP'));
    expect(addresses).toMatchObject({ verdict: 'not checked', because: expect.stringContaining('DescribeAddresses') });
    expect(lines.filter(({ verdict }) => verdict === 'fits').length).toBeGreaterThanOrEqual(4);
  });

  test('an alias is shown where it may be asked for, and missed by nobody', async () => {
    const { lab } = await deployedLab();
    const named = answering(lab.clients, { ListAccountAliases: { AccountAliases: ['classroom'] } });
    expect(await callerOf(named)).toMatchObject({ alias: 'classroom' });
    const silent = answering(lab.clients, { ListAccountAliases: denied('iam:ListAccountAliases') });
    expect(await callerOf(silent)).not.toHaveProperty('alias');
  });
});

describe('whose the limits are', () => {
  const limitsOf = async (answers: Parameters<typeof answering>[1]) => {
    const { lab, sandbox } = await deployedLab();
    // The address quota's two sources agree, as AWS's do; the others have only Service Quotas.
    Object.assign(sandbox.world.servicequotas.applied, { 'ec2/L-0263D0A3': 9, 'vpc/L-F678F1CE': 9 });
    const review = await reviewAccount(answering(lab.clients, answers), config, { standing: 0 });
    const shown = review.quotas.map(({ name, limit, limitOf }) => [name.split(' ')[0], limit, limitOf]);
    return { text: reviewOfAccount(review), shown };
  };
  const own = denied('servicequotas:GetServiceQuota');

  test('the account’s own, where it may be asked', async () => {
    const { shown, text } = await limitsOf({});
    expect(shown).toEqual([
      ['VPCs', 9, 'account'],
      ['Elastic', 9, 'account'],
      ['NAT', 5, 'account'],
      ['Application', 50, 'account'],
      ['Auto', 500, 'account'],
      ['vCPUs', 32, 'account'],
    ]);
    expect(text).not.toMatch(/[~?]\d/);
  });

  test('denied: what the services know themselves, then AWS’s default; and it is said whose and why', async () => {
    const { shown, text } = await limitsOf({ GetServiceQuota: own });
    expect(shown).toContainEqual(['Elastic', 9, 'account']);
    expect(shown).toContainEqual(['VPCs', 5, 'default']);
    expect(shown).toContainEqual(['vCPUs', 5, 'default']);
    expect(text).toMatch(/vCPUs of running on-demand standard instances +8 +4 +~5 +may not fit/);
    expect(text).toMatch(
      /\n~ AWS’s default, as AWS says it today[^\n]*:\n {2}AccessDenied: [^\n]*\n? *.*GetServiceQuota\n/,
    );
  });

  test('denied altogether: the built-in table', async () => {
    const { shown, text } = await limitsOf({
      GetServiceQuota: own,
      GetAWSDefaultServiceQuota: denied('servicequotas:GetAWSDefaultServiceQuota'),
    });
    expect(shown).toContainEqual(['VPCs', 5, 'table']);
    expect(text).toContain('? AWS’s default as ha-lab knows it');
  });

  test.each([
    ['t3.micro', 'standard'],
    ['m7g.large', 'standard'],
    ['inf2.xlarge', 'Inf'],
    ['im4gn.large', 'standard'],
    ['g5.xlarge', 'G and VT'],
    ['u-6tb1.metal', 'High Memory'],
  ])('%s draws on the %s pool', (type, pool) => expect(vcpuPool(type).name).toBe(pool));
});

describe('what is refused', () => {
  test('every reason at once: a full quota, an image that no registry has, and a name that nobody typed', async () => {
    const { lab, sandbox } = await deployedLab();
    Object.assign(sandbox.world.servicequotas.applied, {
      'ec2/L-0263D0A3': 3,
      'elasticloadbalancing/L-53DA6B97': 1,
      'ec2/L-1216C47A': 11,
    });
    const { clients } = lab;
    const refusals = refusalsOf(await reviewAccount(clients, config, { standing: 0 }), config);
    expect(refusals.map(({ message }) => message)).toEqual([
      'Elastic IP addresses in the region: 2 needed, 2 of 3 in use',
      'Application load balancers: 1 needed, 1 of 1 in use',
      'vCPUs of running on-demand standard instances: 8 needed, 4 of 11 in use',
      expect.stringContaining('which only the sandbox knows'),
    ]);
    expect(refusalText(refusals)).toMatch(/^Nothing was created, for 4 reasons:/);
    expect(refusals[0]?.fix).toContain('request-service-quota-increase --service-code ec2');
  });

  test('what stands already needs no room again', async () => {
    const { lab, sandbox } = await deployedLab();
    sandbox.world.servicequotas.applied['ec2/L-0263D0A3'] = 3;
    const { clients } = lab;
    const pushed = overlayConfig(config, { app: { image: 'registry.example/app:1' } });
    expect(refusalsOf(await reviewAccount(clients, pushed, { standing: 40 }), pushed)).toEqual([]);
  });

  test.each([
    [{ needs: 2, inUse: 3, limit: 5, limitOf: 'account' }, 'fits'],
    [{ needs: 2, inUse: 4, limit: 5, limitOf: 'account' }, 'exceeded'],
    [{ needs: 2, inUse: 4, limit: 5, limitOf: 'default' }, 'may not fit'],
    [{ needs: 2, inUse: 6, limit: 5, limitOf: 'default' }, 'not checked'],
    [{ needs: 2, inUse: 4, limit: 5, limitOf: 'table' }, 'may not fit'],
  ] as const)('%j: %s', (line, verdict) => expect(verdictOf(line)).toBe(verdict));
});

describe('the typed name', () => {
  const wanted = {
    name: 'demo',
    given: undefined,
    what: 'create this on account 123456789012',
    command: 'ha-lab deploy --target aws --project generated/demo',
    mayAsk: false,
  };

  test('where nobody can be asked, the ready command is said (exit 4)', async () => {
    await expect(confirmByName(wanted)).rejects.toMatchObject({
      code: 'INPUT_NEEDED',
      exitCode: 4,
      suggestions: ['ha-lab deploy --target aws --project generated/demo --confirm demo'],
    });
  });

  test('another name is refused, the right one is enough', async () => {
    await expect(confirmByName({ ...wanted, given: 'demos' })).rejects.toMatchObject({ code: 'REFUSED', exitCode: 2 });
    await expect(confirmByName({ ...wanted, given: 'yes' })).rejects.toMatchObject({ code: 'REFUSED' });
    expect(unconfirmed({ ...wanted, given: 'demo' })).toBeUndefined();
    await confirmByName({ ...wanted, given: 'demo' });
  });
});

describe('prices', () => {
  const inRegion = (region: string) =>
    priceList(overlayConfig(config, { region, availabilityZones: [`${region}a`, `${region}b`] }));

  test('a region has its own; what was never checked is marked, and an unknown one says whose they are', () => {
    expect(inRegion('eu-central-1').perHour).toBeGreaterThan(inRegion('us-east-1').perHour);
    expect(priceText(inRegion('us-east-1'), 'us-east-1')).not.toContain('*');
    for (const checked of ['us-west-2', 'eu-west-1']) expect(priceText(inRegion(checked), checked)).not.toContain('*');
    const frankfurt = priceText(inRegion('eu-central-1'), 'eu-central-1');
    expect(frankfurt).toMatch(/t3\.micro \*[\s\S]*\* from memory, checked against no source/);
    expect(frankfurt).not.toContain('gateway *');
    expect(priceText(inRegion('sa-east-1'), 'sa-east-1')).toContain('these are the prices of us-east-1');
  });
});

test.each([
  ['CredentialsProviderError', 'No credentials'],
  ['ExpiredToken', 'expired'],
  ['UnauthorizedOperation', 'may not'],
])('%s is told in words, with what to do', (name, words) => {
  const problem = accountProblem(Object.assign(new Error('said AWS'), { name }));
  expect(problem?.message).toContain(words);
  expect(problem?.suggestions.length).toBeGreaterThan(0);
});
