// Following a drill at the terminal: each thing as it happens above, the state of the stack below; in a pipe the lines alone.

import { deployedOutputs } from '../lab/deploy.js';
import { type FollowBeat, type Followed, followDrill } from '../lab/follow.js';
import { type DrillFacts, drillFacts } from '../lab/follow-facts.js';
import type { LabInstant, Observation } from '../lab/observation.js';
import type { OpenSandbox } from '../lab/open-sandbox.js';
import { sandboxLab } from '../lab/sandbox-lab.js';
import { followLines, newsLines } from '../report/follow-text.js';
import { judge } from '../report/verdict.js';
import { LiveLines } from '../terminal/live.js';
import { untilInterrupted } from './interrupt.js';
import type { Session } from './lab-command.js';
import { painter } from './paint.js';
import { watchedPass } from './pass.js';

/** On a terminal: so many pictures a second that nothing jumps. */
const FRAME_MS = 150;
const FAST_SPEED = 600;
const PIPE_BEAT_MS = 10_000;

export interface FollowRequest {
  /** Virtual seconds per second; 0: as fast as possible. */
  readonly speed: number;
  /** The stack just before the drill. */
  readonly before: Observation;
  readonly from: LabInstant;
  /** The journal's length before the drill. */
  readonly since: number;
  readonly say: (line: string) => void;
  /** Whether anything is to be drawn: not for a pipe, and not for one JSON object. */
  readonly live: boolean;
}

/** Ctrl-C ends the watching and nothing else. */
export async function followOnScreen(
  session: Session & { readonly open: OpenSandbox },
  request: FollowRequest,
): Promise<{ readonly followed: Followed; readonly facts: DrillFacts }> {
  const { control } = session.open;
  const { startedAt, speed: own } = await control.status();
  const clock = { startedAt, from: request.from };
  const live = new LiveLines(process.stderr);
  const paint = painter(process.stderr);
  const onBeat = ({ seen, news }: FollowBeat): void => {
    if (news.length > 0 || !request.live) live.end(false);
    for (const one of news) for (const line of newsLines(one, clock)) request.say(line);
    if (request.live) live.draw(followLines(seen, clock, { paint }));
  };
  const { value: followed } = await untilInterrupted((signal) => {
    const pass = watchedPass(own, request.live ? request.speed : 0, signal);
    return followDrill({
      lab: sandboxLab(session.open, deployedOutputs(session.deployment), pass),
      control,
      from: request.from,
      since: request.since,
      everyMs: request.live ? beatMs(request.speed) : PIPE_BEAT_MS,
      isWhole: (seen) => judge(seen).verdict === 'HEALTHY',
      onBeat,
      signal,
    });
  });
  live.end(false);
  const traffic = await control.traffic(request.from - (request.from % 1_000), followed.to);
  return { followed, facts: drillFacts(request.before, followed.happenings, traffic) };
}

/** Whole seconds of the lab's time. */
const beatMs = (speed: number): number =>
  Math.max(1_000, Math.round(((speed || FAST_SPEED) * FRAME_MS) / 1_000 / 1_000) * 1_000);
