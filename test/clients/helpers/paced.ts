// A clock for a served sandbox that other people's programs wait for: as fast as it may be while they only wait, and slow, and standing
// while a call is open, for as long as something is being watched closely.

import { follow, type pipelineOf, type Sandbox } from '../../../src/sandbox/index.js';

type Pipeline = ReturnType<typeof pipelineOf>;

const LOOK_EVERY_MS = 20;
/** After an answer its reader mostly asks on: the clock stands a little longer. */
const LINGER_MS = 30;

export interface PacedClock {
  /** The pipeline to serve: the same, counted. */
  readonly pipeline: Pipeline;
  stop(): void;
}

/** @param speedOf virtual seconds per second of the host, `held`: standing while a call is open. */
export function pacedClock(
  sandbox: Sandbox,
  pipeline: Pipeline,
  speedOf: () => { readonly speed: number; readonly held: boolean },
): PacedClock {
  let open = 0;
  let answeredAt = 0;
  let running: { readonly speed: number; stop(): void } | undefined;
  const goAt = (speed: number): void => {
    if (running?.speed === speed) return;
    running?.stop();
    running = speed === 0 ? undefined : { speed, ...follow(sandbox, speed) };
  };
  const timer = setInterval(() => {
    const { speed, held } = speedOf();
    const busy = open > 0 || performance.now() - answeredAt < LINGER_MS;
    goAt(held && busy ? 0 : speed);
  }, LOOK_EVERY_MS);
  return {
    pipeline: {
      ...pipeline,
      handle: async (request) => {
        open += 1;
        if (speedOf().held) goAt(0);
        try {
          return await pipeline.handle(request);
        } finally {
          open -= 1;
          answeredAt = performance.now();
        }
      },
    },
    stop: () => {
      clearInterval(timer);
      running?.stop();
    },
  };
}
