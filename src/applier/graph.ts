// Order: what must come before what. Pure; ties are broken by address, so the order is always the same.

/** Anything that has an address and needs others. */
export interface Dependent {
  readonly address: string;
  readonly dependencies: readonly string[];
}

/** Dependencies first. Dependencies outside the given list are passed over; a circle must have been ruled out. */
export function inOrder<T extends Dependent>(items: readonly T[]): readonly T[] {
  const byAddress = new Map(items.map((item) => [item.address, item]));
  const placed = new Set<string>();
  const result: T[] = [];
  const place = (item: T): void => {
    if (placed.has(item.address)) return;
    placed.add(item.address);
    for (const address of [...item.dependencies].sort()) {
      const dependency = byAddress.get(address);
      if (dependency !== undefined) place(dependency);
    }
    result.push(item);
  };
  for (const address of [...byAddress.keys()].sort()) {
    const item = byAddress.get(address);
    if (item !== undefined) place(item);
  }
  return result;
}

/** A circle as its path (`a → b → a`), or undefined. */
export function circleIn(items: readonly Dependent[]): readonly string[] | undefined {
  const byAddress = new Map(items.map((item) => [item.address, item]));
  const done = new Set<string>();
  const visit = (address: string, path: readonly string[]): readonly string[] | undefined => {
    const seen = path.indexOf(address);
    if (seen >= 0) return [...path.slice(seen), address];
    if (done.has(address)) return undefined;
    for (const dependency of byAddress.get(address)?.dependencies ?? []) {
      const circle = visit(dependency, [...path, address]);
      if (circle !== undefined) return circle;
    }
    done.add(address);
    return undefined;
  };
  for (const address of [...byAddress.keys()].sort()) {
    const circle = visit(address, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Adds `soft` edges (key → keys that come before it) to `hard` ones unless they would close a circle. */
export function withSoftEdges(
  hard: ReadonlyMap<string, ReadonlySet<string>>,
  soft: readonly (readonly [key: string, before: string])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = new Map([...hard].map(([key, before]) => [key, new Set(before)]));
  const leadsTo = (from: string, to: string): boolean =>
    from === to || [...(edges.get(from) ?? [])].some((before) => leadsTo(before, to));
  for (const [key, before] of soft) {
    if (leadsTo(before, key)) continue;
    const known = edges.get(key) ?? new Set<string>();
    edges.set(key, known.add(before));
  }
  return edges;
}
