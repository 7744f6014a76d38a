// What Terraform says when it fails, in our words: what kind of problem it is, and what to do next. Pure, a table.

import { LabError, type LabErrorCode } from '../errors.js';
import type { Diagnostic } from './events.js';

export type ProblemKind =
  | 'offline'
  | 'lock-file'
  | 'state-lock'
  | 'not-initialised'
  | 'credentials'
  | 'expired'
  | 'throttled'
  | 'permission'
  | 'region'
  | 'quota'
  | 'name-taken'
  | 'capacity'
  | 'in-use'
  | 'unreachable'
  | 'refused'
  | 'timeout'
  | 'other';

interface Problem {
  readonly kind: ProblemKind;
  readonly pattern: RegExp;
  readonly code: LabErrorCode;
  readonly exitCode: number;
  /** Next steps; what some can only say from the text that they were found in. */
  readonly suggestions: readonly string[] | ((text: string) => readonly string[]);
}

const environment = { code: 'ENVIRONMENT', exitCode: 5 } as const;
const deploy = { code: 'DEPLOY_FAILED', exitCode: 2 } as const;

/** The first that matches decides. Patterns are Terraform's own words, or AWS's error codes in the provider's. */
const PROBLEMS: readonly Problem[] = [
  {
    kind: 'lock-file',
    pattern:
      /must use terraform init -upgrade|must use tofu init -upgrade|does not match configured version constraint/,
    ...environment,
    suggestions: ['Remove .terraform.lock.hcl beside cdk.tf.json, then run the same command again'],
  },
  {
    kind: 'offline',
    pattern:
      /Failed to query available provider packages|could not (?:query|connect to) .*registry|no available releases match|Failed to install provider|could not retrieve the list of available versions/i,
    ...environment,
    suggestions: [
      'With network, once: terraform providers mirror <folder> in the project’s cdktf.out/stacks/<name>',
      'Then name that folder in a filesystem_mirror of ~/.terraformrc, or of the file that TF_CLI_CONFIG_FILE names',
      'The sandbox needs no provider: ha-lab deploy --engine applier',
    ],
  },
  {
    kind: 'not-initialised',
    pattern:
      /Backend initialization required|Required plugins are not installed|Inconsistent dependency lock file|please run "(?:terraform|tofu) init"/i,
    ...environment,
    suggestions: ['Run the same command again: it initialises anew'],
  },
  {
    kind: 'state-lock',
    pattern: /Error acquiring the state lock/,
    ...environment,
    suggestions: [
      'Another Terraform works on this stack: let it end, then run the same command again',
      'None does (see with: ps aux | grep terraform)? The lock of a local state ends with its process; try again in a moment',
    ],
  },
  {
    kind: 'region',
    // Before the credentials: AWS calls a signature for another region a wrong one.
    pattern:
      /[Ii]nvalid (?:AWS )?[Rr]egion|OptInRequired|region .* is not enabled|scoped to a valid region|is signed for [\w-]+/,
    ...environment,
    suggestions: ['Set "region" in ha-lab.json to one that your account has: aws ec2 describe-regions'],
  },
  {
    kind: 'expired',
    pattern: /ExpiredToken|RequestExpired|TokenRefreshRequired|token (?:has|is) expired|SSO session .*expired/i,
    ...environment,
    suggestions: [
      'The sign-in ran out meanwhile. Sign in again: aws sso login',
      'What was done stands; go on from here with the same command',
    ],
  },
  {
    kind: 'throttled',
    // Before the quotas: TooManyRequestsException is none.
    pattern: /Throttl|RequestLimitExceeded|TooManyRequests|Rate exceeded|PriorRequestNotComplete/,
    ...deploy,
    suggestions: [
      'AWS was asked too often, by this account altogether, and went on refusing. Wait a minute; then the same command goes on from here',
    ],
  },
  {
    kind: 'credentials',
    pattern:
      /No valid credential sources|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure|failed to refresh cached credentials|failed to get shared config profile/,
    ...environment,
    suggestions: ['Sign in again (aws sso login, or aws configure)', 'See who you are: aws sts get-caller-identity'],
  },
  {
    kind: 'permission',
    pattern: /UnauthorizedOperation|AccessDenied|is not authorized to perform/,
    ...environment,
    suggestions: (text) => [
      `${allowWhat(text)}; what was done stands, and the same command goes on from here`,
      'Everything that must be allowed: ha-lab doctor --iam',
    ],
  },
  {
    kind: 'quota',
    pattern:
      /(?:Vpc|Address|Vcpu|Instance|NatGateway|RouteTable|Subnet|SecurityGroup|Gateway)LimitExceeded|TooMany\w+|LimitExceeded\b|QuotaExceeded/,
    ...deploy,
    suggestions: [
      'See what the account has of it and remove what is not needed, or ask for more: Service Quotas in the console',
      'What was created stands; go on from here: ha-lab deploy',
    ],
  },
  {
    kind: 'name-taken',
    pattern: /already exists|AlreadyExists|Duplicate\w*Name|EntityAlreadyExists/,
    ...deploy,
    suggestions: [
      'Another stack of the same name stands there: ha-lab destroy removes it where it was built by ha-lab',
      'Or choose another name: ha-lab new <name>',
    ],
  },
  {
    kind: 'capacity',
    pattern: /InsufficientInstanceCapacity|InsufficientAddressCapacity/,
    ...deploy,
    suggestions: ['AWS has none of that type there now: try again later, or another instanceType in ha-lab.json'],
  },
  {
    kind: 'in-use',
    pattern: /DependencyViolation|ResourceInUse|DeleteConflict/,
    ...deploy,
    suggestions: [
      'Something that was made by hand hangs on it; the message names it. Remove that, then: ha-lab destroy',
    ],
  },
  {
    kind: 'unreachable',
    pattern: /connection refused|no such host|i\/o timeout|network is unreachable/,
    ...environment,
    suggestions: ['The endpoint went away while Terraform worked: run the same command again'],
  },
  {
    kind: 'refused',
    pattern: /is not modelled by the sandbox|The sandbox does not model/,
    ...deploy,
    suggestions: ['The sandbox refuses what it cannot do truly; docs/COVERAGE.md lists what it can'],
  },
  {
    kind: 'timeout',
    pattern: /timeout while waiting|Waiting for capacity/i,
    ...deploy,
    suggestions: ['See why the machines do not come: ha-lab status', 'Then go on from here: ha-lab deploy'],
  },
];

/** The prefixes of actions, by the names that the provider gives the services. */
const PREFIXES: Readonly<Record<string, string>> = {
  'Auto Scaling': 'autoscaling',
  CloudWatch: 'cloudwatch',
  'CloudWatch Logs': 'logs',
  EC2: 'ec2',
  'Elastic Load Balancing v2': 'elasticloadbalancing',
  IAM: 'iam',
  SSM: 'ssm',
  STS: 'sts',
};

/** The action, in AWS's own words, or from the operation that the provider names; EC2's newer answers alone have the first. */
function allowWhat(text: string): string {
  const named = /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/.exec(text);
  if (named !== null) return `Allow ${named[1]}${named[2] === undefined ? '' : ` on ${named[2]}`}`;
  const [, service = '', operation = ''] = /operation error ([\w ]+): (\w+)/.exec(text) ?? [];
  const prefix = PREFIXES[service];
  return prefix === undefined ? 'Ask for the permission that the message names' : `Allow ${prefix}:${operation}`;
}

const OTHER: Problem = {
  kind: 'other',
  pattern: /^/,
  ...deploy,
  suggestions: ['Mend the cause, then go on from here: ha-lab deploy', 'Or take everything down again: ha-lab destroy'],
};

export function problemOf(text: string): ProblemKind {
  return find(text).kind;
}

interface Found extends Omit<Problem, 'suggestions' | 'pattern'> {
  readonly suggestions: readonly string[];
}

function find(raw: string): Found {
  const text = raw.replaceAll(/\s+/g, ' ');
  const { suggestions, ...problem } = PROBLEMS.find(({ pattern }) => pattern.test(text)) ?? OTHER;
  return { ...problem, suggestions: typeof suggestions === 'function' ? suggestions(text) : suggestions };
}

export interface Failure {
  /** `terraform apply`. */
  readonly command: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What else it said; used where it gave no diagnostic. */
  readonly text: string;
  /** Where the whole story stands. */
  readonly log: string;
  /** What ended it from outside. */
  readonly signal?: string;
}

/** One error for everything that went wrong, each place once, with the next steps of every kind among them. */
export function failureOf({ command, diagnostics, text, log, signal }: Failure): LabError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (signal !== undefined && errors.length === 0) return ended(command, signal, log);
  const problems =
    errors.length === 0 ? [find(text)] : errors.map(({ summary, detail }) => find(`${summary} ${detail}`));
  const lines = errors.length === 0 ? lastLines(text) : errors.map(lineOf);
  const [first = find('')] = problems.filter(({ code }) => code === 'ENVIRONMENT').concat(problems);
  const suggestions = [...new Set(problems.flatMap((problem) => problem.suggestions)), `Everything it said: ${log}`];
  return new LabError(first.code, [`${command} stopped:`, ...new Set(lines.map((line) => `  ${line}`))].join('\n'), {
    suggestions,
    ref: log,
    exitCode: first.exitCode,
  });
}

/** Its last words are no reason: they were about something else. */
function ended(command: string, signal: string, log: string): LabError {
  return new LabError('DEPLOY_FAILED', `${command} was ended from outside (${signal}) before it was done.`, {
    suggestions: [
      'What it had finished is in the state; go on from here: ha-lab deploy',
      'Or take everything down again: ha-lab destroy',
    ],
    ref: log,
    exitCode: 2,
  });
}

/** Hundreds of letters that only AWS can read. */
const ENCODED = / ?Encoded authorization failure message: \S+/;

/** The provider's chains are long; what decides stands at their end. */
function lineOf({ address, summary, detail }: Diagnostic): string {
  const place = address === undefined ? '' : `${address}: `;
  const more = detail.replaceAll(/\s+/g, ' ').replace(ENCODED, '').trim();
  return `${place}${summary.replace(ENCODED, '').trim()}${more === '' ? '' : ` ${more.length > 400 ? `${more.slice(0, 399)}…` : more}`}`;
}

const LAST_LINES = 6;

/** Of plain text: the first error with what follows, without the frame that Terraform draws around it. */
function lastLines(text: string): readonly string[] {
  const lines = text
    .split('\n')
    .map((line) => line.replaceAll(/[╷│╵]/g, '').trim())
    .filter((line) => line !== '');
  const start = lines.findIndex((line) => line.startsWith('Error'));
  return start < 0 ? lines.slice(-LAST_LINES) : lines.slice(start, start + LAST_LINES);
}
