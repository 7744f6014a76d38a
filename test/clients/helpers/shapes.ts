// The shape of an answer: every place in it with the type of what stands there, without the values.

/** `Vpc.Tags[].Key` → `string`. A list's elements are laid over one another; an empty list is a place without elements. */
export type Shape = ReadonlyMap<string, string>;

export interface Outcome {
  readonly shape: Shape;
  readonly output: Readonly<Record<string, unknown>>;
}

/** What a call came to, its error included: name and status are a shape, too; the words are not. */
export async function outcomeOf(sent: Promise<Record<string, unknown>>): Promise<Outcome> {
  try {
    const { $metadata: _, ...output } = await sent;
    return { output, shape: new Map(places('', output)) };
  } catch (error) {
    const { name, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    // No answer at all is no shape: the connection broke, or the client refused to ask.
    if ($metadata?.httpStatusCode === undefined) throw error;
    return { output: {}, shape: new Map([['error', `${name} (${$metadata.httpStatusCode})`]]) };
  }
}

function places(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [[path, 'list'], ...value.flatMap((element) => places(`${path}[]`, element))];
  if (value instanceof Date) return [[path, 'date']];
  if (value instanceof Uint8Array) return [[path, 'bytes']];
  if (typeof value !== 'object') return [[path, typeof value]];
  const members = Object.entries(value).flatMap(([name, member]) =>
    places(path === '' ? name : `${path}.${name}`, member),
  );
  return path === '' ? members : [[path, 'structure'], ...members];
}

/** `only ours: path`, `only theirs: path`, or both types where they differ. Below a place that only one has, nothing more is said. */
export function shapeDifferences(ours: Shape, theirs: Shape): readonly string[] {
  const onlyIn = (one: Shape, other: Shape, word: string): readonly string[] =>
    [...one.keys()]
      .filter((path) => !other.has(path) && !hasParentIn(path, one, other))
      .map((path) => `${word}: ${path}`);
  const types = [...ours].flatMap(([path, type]) => {
    const other = theirs.get(path);
    return other === undefined || other === type ? [] : [`${path}: ours ${type}, theirs ${other}`];
  });
  return [...onlyIn(ours, theirs, 'only ours'), ...onlyIn(theirs, ours, 'only theirs'), ...types].sort();
}

function hasParentIn(path: string, one: Shape, other: Shape): boolean {
  return [...one.keys()].some(
    (parent) => (path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`)) && !other.has(parent),
  );
}

/** What stands at `Vpcs.0.VpcId` of an output, as text. */
export function textAt(output: unknown, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      output,
    );
  if (typeof found !== 'string') throw new Error(`no text at ${path} of ${JSON.stringify(output)}`);
  return found;
}
