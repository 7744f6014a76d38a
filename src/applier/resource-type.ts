// What the engine knows about one Terraform type: its schema and its operations. The types themselves are in `resources/`.

import type { AwsClients, WaitOptions } from './clients.js';
import type { AttributesOf, Schema } from './schema.js';
import type { ValueMap } from './value.js';

/** What one operation on one resource may use. */
export interface Operation {
  readonly address: string;
  readonly clients: AwsClients;
  /** Waits in the time of the target; other resources go on meanwhile. */
  until(check: () => Promise<boolean>, options: WaitOptions): Promise<void>;
  /** Epoch milliseconds at which this operation began. */
  readonly startedAt: number;
  /** An update calls this when it gave the object a new id. */
  renamed(id: string): void;
  /** Idempotency token: the same for the same stack, address and serial, so that a run can be repeated. */
  token(purpose: string): string;
}

export interface Change<A> {
  readonly before: A;
  readonly after: A;
  readonly changed: ReadonlySet<string>;
}

export interface TagChange {
  readonly put: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export interface ResourceDefinition<S extends Schema, A = AttributesOf<S>> {
  readonly type: string;
  readonly schema: S;
  /** Makes the object and answers its id; everything that can come later belongs to `settle`. */
  create(operation: Operation, planned: A): Promise<string>;
  /** Follow-up calls and waits after `create`. A failure here leaves the object tainted: the next plan replaces it. */
  settle?(operation: Operation, id: string, planned: A): Promise<void>;
  /** All that the API tells; undefined when the object is gone. Attributes left out keep their known value. */
  read(operation: Operation, id: string, known: A): Promise<Partial<A> | undefined>;
  update?(operation: Operation, id: string, change: Change<A>): Promise<void>;
  /** Types with `...TAGS` in their schema: brings the tags of an existing object up to date. */
  retag?(operation: Operation, id: string, change: TagChange, known: A): Promise<void>;
  remove(operation: Operation, id: string, known: A): Promise<void>;
  /** Computed attributes that an update with these changes makes unknown until it is done. */
  recomputes?(change: Change<A>): readonly string[];
  /** Attributes whose change needs a new object only in this combination. */
  replacedBy?(change: Change<A>): readonly string[];
}

export interface DataSourceDefinition<S extends Schema, A = AttributesOf<S>> {
  readonly type: string;
  readonly schema: S;
  read(operation: Operation, config: A): Promise<A & { readonly id: string }>;
}

/** A type as the engine sees it: attributes by name, filled after its schema. */
export type ResourceType = ResourceDefinition<Schema, ValueMap>;
export type DataSource = DataSourceDefinition<Schema, ValueMap>;

/** Forgets the exact schema so that types can stand in one table; the engine fills attributes by the same schema. */
export function defineResource<S extends Schema>(definition: ResourceDefinition<S>): ResourceType {
  return definition as unknown as ResourceType;
}

export function defineDataSource<S extends Schema>(definition: DataSourceDefinition<S>): DataSource {
  return definition as unknown as DataSource;
}

/** Every type the applier knows. */
export interface Catalogue {
  readonly resources: Readonly<Record<string, ResourceType>>;
  readonly dataSources: Readonly<Record<string, DataSource>>;
}
