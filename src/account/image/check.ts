// Whether an account's instances will be able to pull the app: the image is there, for everybody, and built for their processor. Asked
// before anything is created, because a machine that cannot pull says so only in its own log, minutes later.

import { architectureOf, type Config } from '../../generator/index.js';
import { imageReference } from './reference.js';
import { type Answer, askRegistry } from './registry.js';

export interface ImageCheck {
  readonly image: string;
  /** What the instances are: `linux/amd64`. */
  readonly platform: string;
  readonly verdict: 'fits' | 'missing' | 'private' | 'wrong platform' | 'not checked';
  /** What was seen, or why nothing was. */
  readonly said: string;
}

export interface ImageQuestion {
  /** The project's user-data.sh: what machines do before they pull. */
  readonly userData: string;
  /** For all that is asked together. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 4_000;

export async function checkImage(
  { app: { image }, launchTemplate: { instanceType } }: Config,
  { userData, patienceMs = PATIENCE_MS }: ImageQuestion,
): Promise<ImageCheck> {
  const platform = `linux/${architectureOf(instanceType)}`;
  const answer = await askRegistry(imageReference(image), patienceMs);
  return { image, platform, ...verdictOn(answer, platform, signsIn(userData)) };
}

/** Pure. @param machinesSignIn then what is private to everybody else may be theirs */
export function verdictOn(
  answer: Answer,
  platform: string,
  machinesSignIn: boolean,
): Pick<ImageCheck, 'verdict' | 'said'> {
  if (answer.kind === 'found') {
    const verdict = answer.platforms.includes(platform) ? 'fits' : 'wrong platform';
    return { verdict, said: `is there for ${answer.platforms.join(', ') || 'no platform'}` };
  }
  const { kind, because } = answer;
  if (kind === 'unknown') return { verdict: 'not checked', said: because };
  if (kind === 'private' && machinesSignIn) {
    return { verdict: 'not checked', said: `${because}; the machines sign in by themselves (user-data.sh)` };
  }
  return { verdict: kind, said: because };
}

const signsIn = (userData: string): boolean => /docker login|credHelpers|credsStore|docker-credential/.test(userData);
