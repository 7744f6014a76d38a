// Policy documents: their form is checked, their meaning is not evaluated. Who may do what is not modelled; every caller may do all.

import { malformedPolicyDocument, noSuchEntity } from './errors.js';

/** Refuses what IAM itself would refuse as a document: no JSON, no statement, a statement without effect or principal. */
export function checkTrustPolicy(document: string): void {
  for (const statement of statements(document)) {
    if (!('Principal' in statement) && !('NotPrincipal' in statement)) {
      throw malformedPolicyDocument('Missing required field Principal');
    }
    if ('Resource' in statement) throw malformedPolicyDocument('Has prohibited field Resource');
  }
}

export function checkPermissionsPolicy(document: string): void {
  for (const statement of statements(document)) {
    if (!('Resource' in statement) && !('NotResource' in statement)) {
      throw malformedPolicyDocument('Policy statement must contain resources.');
    }
    if ('Principal' in statement) throw malformedPolicyDocument('Policy document should not specify a principal.');
  }
}

function statements(document: string): readonly object[] {
  const policy = parse(document);
  if (!isObject(policy) || !('Statement' in policy)) throw malformedPolicyDocument('Syntax errors in policy.');
  const list: readonly unknown[] = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  if (list.length === 0) throw malformedPolicyDocument('Syntax errors in policy.');
  return list.map(checkedStatement);
}

function checkedStatement(statement: unknown): object {
  if (!isObject(statement)) throw malformedPolicyDocument('Syntax errors in policy.');
  const { Effect: effect } = statement as { Effect?: unknown };
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw malformedPolicyDocument('Missing required field Effect');
  }
  if (!('Action' in statement) && !('NotAction' in statement)) {
    throw malformedPolicyDocument('Policy statement must contain actions.');
  }
  return statement;
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw malformedPolicyDocument('This policy contains invalid Json');
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MANAGED = /^arn:aws:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

/** The name of a policy that AWS manages. Any of them may be attached. */
export function managedPolicyName(arn: string): string {
  const name = MANAGED.exec(arn)?.[1];
  if (name === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return name;
}

/** `/`, or what stands between `policy` and the name: `/service-role/`. */
export function managedPolicyPath(arn: string): string {
  return arn.slice(arn.indexOf(':policy') + ':policy'.length, arn.lastIndexOf('/') + 1);
}

/** SSM-01: policies that let an instance's agent register with Systems Manager. */
const PERMITS_SYSTEMS_MANAGER: readonly string[] = [
  'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
  'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM',
];

export const isForSystemsManager = (arn: string): boolean => PERMITS_SYSTEMS_MANAGER.includes(arn);

/** What the agent calls to register, and to stay registered. */
const REGISTERING = 'ssm:UpdateInstanceInformation';

/** SSM-01: do documents of the account's own say so? One that denies it goes before all that allow it. */
export function permitRegistering(documents: readonly string[]): boolean {
  const said = documents.flatMap(statements).filter((statement) => isAbout(statement, REGISTERING));
  const effects = said.map((statement) => (statement as { readonly Effect?: unknown }).Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function isAbout(statement: object, action: string): boolean {
  const { Action: some, NotAction: others } = statement as { readonly Action?: unknown; readonly NotAction?: unknown };
  const named = (list: unknown): boolean => [list].flat().some((one) => matchesAction(String(one), action));
  return some === undefined ? !named(others) : named(some);
}

/** `*` and `?`, without regard to case. */
function matchesAction(pattern: string, action: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
