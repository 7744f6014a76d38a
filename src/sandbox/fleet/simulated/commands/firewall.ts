// iptables: dropping what comes in on a port. A published container port is forwarded, so INPUT does not see it; DOCKER-USER does.

import { type Call, type Commands, instant, OK, type Result } from './command.js';

const CHAINS = ['INPUT', 'FORWARD', 'DOCKER-USER'];

function iptables({ words, machine }: Call): Result {
  const after = (...names: string[]): string | undefined => {
    const at = words.findIndex((word) => names.includes(word));
    return at < 0 ? undefined : words[at + 1];
  };
  const rules = machine.dropRules;
  if (words.includes('-F') || words.includes('--flush')) {
    const chain = after('-F', '--flush');
    const kept = rules.filter((rule) => chain !== undefined && rule.chain !== chain);
    rules.splice(0, rules.length, ...kept);
    return OK;
  }
  const adds = after('-A', '--append', '-I', '--insert');
  const deletes = after('-D', '--delete');
  const chain = adds ?? deletes ?? '';
  const port = Number(after('--dport', '--destination-port') ?? Number.NaN);
  const target = after('-j', '--jump');
  if (!CHAINS.includes(chain) || !Number.isFinite(port) || (target !== 'DROP' && target !== 'REJECT')) {
    return {
      status: 0,
      error: `warning: iptables: the simulated machine knows only drops of a port in ${CHAINS.join(', ')}`,
    };
  }
  if (adds !== undefined) rules.push({ chain, port });
  else {
    const at = rules.findIndex((rule) => rule.chain === chain && rule.port === port);
    if (at < 0) return { status: 1, error: 'iptables: Bad rule (does a matching rule exist in that chain?).' };
    rules.splice(at, 1);
  }
  return OK;
}

export const FIREWALL: Commands = { iptables: instant(iptables) };
