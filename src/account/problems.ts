// What AWS answers when the fault lies with the account, the credentials or the way there, in words that help. Pure; knows no SDK.

export interface AccountProblem {
  readonly message: string;
  /** What to do next, one line each. */
  readonly suggestions: readonly string[];
}

interface Kind {
  /** Names of errors, as the SDK's clients and its credential chain throw them. */
  readonly names: readonly string[];
  readonly says: string;
  readonly suggestions: readonly string[];
}

const OTHER_PROFILE = 'Or another profile: AWS_PROFILE=<name> ha-lab …';

const KINDS: readonly Kind[] = [
  {
    names: ['CredentialsProviderError', 'TokenProviderError'],
    says: 'No credentials for AWS were found here',
    suggestions: ['Sign in: aws sso login, or aws configure', OTHER_PROFILE, 'Then: ha-lab doctor --target aws'],
  },
  {
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
    says: 'The credentials for AWS have expired',
    suggestions: ['Sign in again: aws sso login', OTHER_PROFILE],
  },
  {
    names: ['InvalidClientTokenId', 'UnrecognizedClientException', 'SignatureDoesNotMatch', 'AuthFailure'],
    says: 'AWS does not accept these credentials',
    suggestions: [
      'Who am I? aws sts get-caller-identity',
      'A clock that is minutes off is refused, too: date -u',
      OTHER_PROFILE,
    ],
  },
  {
    names: ['OptInRequired', 'RegionDisabledException'],
    says: 'The account has not opened this region',
    suggestions: ['Open it: aws account enable-region --region-name <region>', 'Or another region in ha-lab.json'],
  },
  {
    names: ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError'],
    says: 'These credentials may not do that',
    suggestions: [
      'Everything that must be allowed: ha-lab doctor --iam; then run the same command again',
      OTHER_PROFILE,
    ],
  },
  {
    names: ['RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
    says: 'AWS was asked too often, and went on refusing',
    suggestions: ['Wait a minute, then run the same command again; what was done before is kept'],
  },
];

/** Undefined: not the account's fault, as far as its name tells. */
export function accountProblem(error: Error): AccountProblem | undefined {
  const kind = KINDS.find(({ names }) => names.includes(error.name));
  if (kind === undefined) return undefined;
  return { message: `${kind.says}: ${error.message}`, suggestions: kind.suggestions };
}
