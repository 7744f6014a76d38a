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

/** The name of a policy that AWS manages. Any of them may be attached; policies of the account's own are not modelled. */
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

export function permitsSystemsManager(policyArns: readonly string[]): boolean {
  return policyArns.some((arn) => PERMITS_SYSTEMS_MANAGER.includes(arn));
}
