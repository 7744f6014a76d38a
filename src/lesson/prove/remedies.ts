// Every remedy of a hidden fault, tried on a stage of its own: it must do what the lesson says of it.

import { KNOWS } from '../diagnosis.js';
import type { Act } from '../lesson.js';
import { type Played, playAct } from '../play.js';
import type { Trial, Tried } from './carry-out.js';
import type { Miss } from './claim.js';
import { notHeld } from './not-held.js';

export async function triedRemedies({ lesson, theatre }: Trial): Promise<Tried> {
  const misses: Miss[] = [];
  const seen: string[] = [];
  for (const act of lesson.acts) {
    const { diagnosis, fault = '' } = act;
    for (const { id, text, cures } of diagnosis?.remedy.options ?? []) {
      const onCall = { ...KNOWS, remedy: async () => id };
      const played = await playAct(act, await theatre.stageFor(act), { abort: lesson.front.abort, onCall });
      if (cures.includes(fault))
        misses.push(...notHeld(lesson, act, played).map((miss) => saying(`“${text}” should mend it`, miss)));
      else if (!isBroken(act, played)) misses.push({ act: act.id, what: `“${text}” should not mend it` });
      seen.push(id);
    }
  }
  return { misses, seen };
}

const saying = (what: string, miss: Miss): Miss => ({
  ...miss,
  what: miss.what === '' ? what : `${what}; ${miss.what}`,
});

/** Of what counts from the remedy something did not come true. */
const isBroken = ({ expectations, diagnosis }: Act, { verdicts }: Played): boolean =>
  expectations.some(
    ({ id, after }) => after === diagnosis?.id && verdicts.some((one) => one.id === id && one.result === 'broken'),
  );
