// What can be wrong with an input, and how each service says so: one table. The mechanism is the same everywhere,
// codes and texts are the service's own.

import { ServiceError } from '../../errors.js';
import type { ServiceName } from './model-file.js';
import { ec2Notation, modelNotation, type Path } from './path.js';

export type Defect =
  | { readonly kind: 'missing'; readonly path: Path }
  | { readonly kind: 'unknown'; readonly path: Path }
  | { readonly kind: 'type'; readonly path: Path | undefined; readonly value: unknown; readonly expected: string }
  | { readonly kind: 'enum'; readonly path: Path; readonly value: string; readonly allowed: readonly string[] };

/** Form bodies fail to parse with another code than documents (JSON, CBOR). */
export type BodyKind = 'form' | 'document';

interface Codes {
  /** EC2 names the first defect in a sentence of its own; the others list all broken constraints in one text. */
  readonly style: 'sentence' | 'constraints';
  readonly missing: string;
  /** Absent: parameters that the service does not know are ignored. */
  readonly unknown?: string;
  readonly type: Readonly<Record<BodyKind, string>>;
  readonly enum: string;
}

const constraints: Codes = {
  style: 'constraints',
  missing: 'ValidationError',
  type: { form: 'MalformedInput', document: 'SerializationException' },
  enum: 'ValidationError',
};

const codes: Readonly<Record<ServiceName, Codes>> = {
  ec2: {
    style: 'sentence',
    missing: 'MissingParameter',
    unknown: 'UnknownParameter',
    type: { form: 'InvalidParameterValue', document: 'SerializationException' },
    enum: 'InvalidParameterValue',
  },
  elbv2: constraints,
  autoscaling: constraints,
  // The model's error table turns the query code ValidationError into ValidationException for JSON and CBOR callers.
  cloudwatch: constraints,
  iam: constraints,
  sts: constraints,
  ssm: { ...constraints, missing: 'ValidationException', enum: 'ValidationException' },
  logs: { ...constraints, missing: 'InvalidParameterException', enum: 'InvalidParameterException' },
  servicequotas: { ...constraints, missing: 'ValidationException', enum: 'ValidationException' },
};

/** Longest part of a caller's value that is repeated in an error text. */
const shownValueLength = 200;

/** The error for what is wrong with an input, or nothing if nothing is. Reading comes before checking, as in AWS. */
export function defectError(
  service: ServiceName,
  body: BodyKind,
  defects: readonly Defect[],
): ServiceError | undefined {
  const table = codes[service];
  const read = defects.find(
    (defect) => defect.kind === 'type' || (defect.kind === 'unknown' && table.unknown !== undefined),
  );
  if (read !== undefined) return readingError(table, body, read);
  const broken = defects.filter((defect) => defect.kind === 'missing' || defect.kind === 'enum');
  const [first] = broken;
  if (first === undefined) return undefined;
  if (table.style === 'sentence') return new ServiceError(table[first.kind], sentence(first));
  const count = broken.length === 1 ? '1 validation error' : `${broken.length} validation errors`;
  return new ServiceError(table[first.kind], `${count} detected: ${broken.map(constraint).join('; ')}`);
}

function readingError(table: Codes, body: BodyKind, defect: Defect): ServiceError {
  if (defect.kind === 'unknown') {
    return new ServiceError(
      table.unknown ?? table.missing,
      `The parameter ${ec2Notation(defect.path)} is not recognized`,
    );
  }
  const code = table.type[body];
  if (table.style === 'sentence') return new ServiceError(code, sentence(defect));
  const { value, expected } = defect as Extract<Defect, { kind: 'type' }>;
  const place = defect.path === undefined ? 'the request' : `'${modelNotation(defect.path)}'`;
  return new ServiceError(code, `Unexpected value ${shown(value)} at ${place}: expected ${expected}`);
}

function sentence(defect: Defect): string {
  const name = ec2Notation(defect.path);
  switch (defect.kind) {
    case 'missing':
      return `The request must contain the parameter ${name}`;
    case 'unknown':
      return `The parameter ${name} is not recognized`;
    case 'type':
      return `Value (${shown(defect.value)}) for parameter ${name} is invalid. Expected ${defect.expected}`;
    case 'enum':
      return `Invalid value '${shown(defect.value)}' for ${name}. Valid values: ${defect.allowed.join(', ')}`;
  }
}

function constraint(defect: Extract<Defect, { kind: 'missing' | 'enum' }>): string {
  const place = `at '${modelNotation(defect.path)}' failed to satisfy constraint`;
  if (defect.kind === 'missing') return `Value null ${place}: Member must not be null`;
  return `Value '${shown(defect.value)}' ${place}: Member must satisfy enum value set: [${defect.allowed.join(', ')}]`;
}

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value === undefined ? 'undefined' : (JSON.stringify(value) ?? typeof value);
  return text.length > shownValueLength ? `${text.slice(0, shownValueLength)}…` : text;
}
