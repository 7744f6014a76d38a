// Version numbers and the constraints that a project puts on a provider, as far as a mirror has to be judged by them. Pure.

/** Below zero: `left` is the older. A pre-release is older than its release. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(a.release) - Number(b.release);
}

function parts(version: string): { readonly numbers: readonly number[]; readonly release: boolean } {
  const [numbers = '', preRelease] = version.split(/-(.*)/s);
  return { numbers: numbers.split('.').map(Number), release: preRelease === undefined };
}

/** `6.25.0`, `~> 6.25`, `>= 5.0, < 7.0` as Terraform reads them; undefined allows everything. */
export function satisfies(version: string, constraint: string | undefined): boolean {
  return (constraint ?? '')
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .every((term) => satisfiesTerm(version, term));
}

function satisfiesTerm(version: string, term: string): boolean {
  const [, sign = '', wanted = ''] = /^(!=|>=|<=|~>|=|>|<)?\s*v?(\S+)$/.exec(term) ?? [];
  const order = compareVersions(version, wanted);
  switch (sign) {
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '~>':
      return order >= 0 && compareVersions(version, ceiling(wanted)) < 0;
    default:
      return order === 0;
  }
}

/** The first version that `~>` does not allow: only the last number given may grow. */
function ceiling(wanted: string): string {
  const numbers = wanted.split('.').map(Number);
  const kept = numbers.slice(0, Math.max(1, numbers.length - 1));
  return [...kept.slice(0, -1), (kept.at(-1) ?? 0) + 1].join('.');
}
