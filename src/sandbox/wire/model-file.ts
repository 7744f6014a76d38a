// The form of the generated files `model/<service>.json`: what the SDK's schemas say about one service, as data.
// Not the form the codecs run on: that is `shapes.ts`, compiled from this one operation at a time.

/** Our short names of the services; the folder names under `services/`, too. */
export const serviceNames = [
  'ec2',
  'elbv2',
  'autoscaling',
  'cloudwatch',
  'iam',
  'sts',
  'ssm',
  'logs',
  'servicequotas',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** How a service writes its form bodies and XML answers. What a client really speaks is decided request by request. */
export type QueryDialect = 'ec2Query' | 'awsQuery';

/** Name of an entry in `shapes`, or of a scalar. */
export type ShapeName = string;

/** Scalars by name. A `timestamp` without a format takes the protocol's own. */
export type ScalarName =
  | 'string'
  | 'number'
  | 'boolean'
  | 'blob'
  | 'timestamp'
  | 'date-time'
  | 'http-date'
  | 'epoch-seconds';

/** A member is a bare shape name when nothing else is to be said about it. */
export interface MemberFile {
  readonly shape: ShapeName;
  /** Name in XML and, unless `ec2QueryName` says otherwise, in forms. */
  readonly xmlName?: string;
  readonly ec2QueryName?: string;
  /** Name of an entry in `enums`: the values the member, or the items of its list or map, may take. */
  readonly enum?: string;
  /** The client fills it in when the caller does not. */
  readonly idempotencyToken?: true;
}

export interface StructureFile {
  readonly members: Readonly<Record<string, ShapeName | MemberFile>>;
  readonly required?: readonly string[];
  readonly union?: true;
}

export interface ListFile {
  readonly list: ShapeName;
  /** Element name in XML and awsQuery; `member` unless given. */
  readonly item?: string;
}

export interface MapFile {
  readonly map: ShapeName;
}

export type ShapeFile = StructureFile | ListFile | MapFile;

export interface OperationFile {
  /** Absent: the operation takes, or answers, nothing. */
  readonly input?: ShapeName;
  readonly output?: ShapeName;
}

export interface ErrorFile {
  /** The code of the query era; JSON and CBOR clients see the shape's name instead. */
  readonly code: string;
  readonly queryStatus: number;
  /** HTTP status in JSON and CBOR. */
  readonly status: number;
  /** The member that holds the text, where it is not `message`. */
  readonly message?: 'Message';
}

export interface ModelFile {
  readonly service: ServiceName;
  /** Where it was read, package and version. */
  readonly source: string;
  readonly serviceId: string;
  /** Service name in a request's credential scope. */
  readonly signingName: string;
  readonly dialect: QueryDialect;
  /** `Version` parameter of a form body. */
  readonly version: string;
  readonly xmlNamespace: string;
  /** Smithy namespace, put before error names in CBOR. */
  readonly namespace: string;
  /** Prefix in `x-amz-target` and name in an RPC v2 path. */
  readonly target: string;
  /** The service once spoke query: JSON and CBOR errors carry the old code in a header. */
  readonly queryCompatible: boolean;
  readonly operations: Readonly<Record<string, OperationFile>>;
  /** Every other operation of the service: known by name, not modelled. */
  readonly otherOperations: readonly string[];
  readonly errors: Readonly<Record<string, ErrorFile>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly shapes: Readonly<Record<ShapeName, ShapeFile>>;
}
