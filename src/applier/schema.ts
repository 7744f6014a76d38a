// How a Terraform type is described: its attributes and blocks, with the provider's defaults. Data and types only;
// `check.ts` holds a configuration against it, `difference.ts` compares with it.

/** `policy` is a JSON document in a string, compared by meaning; `set` ignores order. */
export type Kind = 'string' | 'number' | 'boolean' | 'list' | 'set' | 'map' | 'policy';

export interface Attribute<T = unknown> {
  readonly nesting: 'attribute';
  readonly kind: Kind;
  readonly required: boolean;
  /** False for values that only the provider knows (an ARN). */
  readonly settable: boolean;
  /** Unset means: keep what the provider answers. */
  readonly computed: boolean;
  /** The provider's default for an unset argument. */
  readonly default: unknown;
  /** A change means a new object (Terraform's ForceNew). */
  readonly replaces: boolean;
  /** Never set: carries the type. */
  readonly valueType?: T;
}

export interface Block<F extends Schema = Schema> {
  /** `single` is a list of at most one. */
  readonly nesting: 'single' | 'list' | 'set';
  readonly fields: F;
  readonly required: boolean;
  readonly computed: boolean;
  readonly replaces: boolean;
}

export interface Schema {
  readonly [name: string]: Attribute | Block;
}

/** What a type's operations work with: required and defaulted values are there, others may be null; blocks are lists. */
export type AttributesOf<S extends Schema> = {
  readonly [N in keyof S]: S[N] extends Block<infer F>
    ? readonly AttributesOf<F>[]
    : S[N] extends Attribute<infer T>
      ? T
      : never;
};

interface AttributeOptions<T> {
  readonly required?: true;
  readonly computed?: true;
  readonly default?: T;
  readonly replaces?: true;
}

type Present<O, T> = O extends { required: true } | { default: NonNullable<T> } ? T : T | null;

type Make<T> = <const O extends AttributeOptions<T>>(options?: O) => Attribute<Present<O, T>>;

function maker<T>(kind: Kind, settable: boolean): Make<T> {
  return (options) => ({
    nesting: 'attribute',
    kind,
    settable,
    required: options?.required ?? false,
    computed: options?.computed ?? !settable,
    default: options?.default,
    replaces: options?.replaces ?? false,
  });
}

/** Arguments: may be set. With `computed`, an unset one keeps the provider's value. */
export const text = maker<string>('string', true);
export const number = maker<number>('number', true);
export const flag = maker<boolean>('boolean', true);
export const list = maker<readonly string[]>('list', true);
export const set = maker<readonly string[]>('set', true);
export const map = maker<Readonly<Record<string, string>>>('map', true);
export const policy = maker<string>('policy', true);

/** Attributes: only the provider knows them. */
export const textAttribute = (): Attribute<string | null> => maker<string>('string', false)();
export const numberAttribute = (): Attribute<number | null> => maker<number>('number', false)();
export const listAttribute = (): Attribute<readonly string[] | null> => maker<readonly string[]>('list', false)();
export const setAttribute = (): Attribute<readonly string[] | null> => maker<readonly string[]>('set', false)();

interface BlockOptions {
  readonly required?: true;
  readonly computed?: true;
  readonly replaces?: true;
}

export function block<F extends Schema>(nesting: Block['nesting'], fields: F, options: BlockOptions = {}): Block<F> {
  const { required = false, computed = false, replaces = false } = options;
  return { nesting, fields, required, computed, replaces };
}

/** Every taggable type has these two; `tags_all` is `tags` over the provider's `default_tags`. */
export const TAGS = {
  tags: map(),
  tags_all: maker<Readonly<Record<string, string>>>('map', false)(),
};
