// The plots' data: a rate is drawn where somebody counted, and nowhere else.

import { expect, test } from 'vitest';
import { inlineHtml } from '../../../src/report/lesson/escape.js';
import { seriesOf } from '../../../src/report/lesson/series.js';
import { moment, seen, story } from '../../lesson/stories.js';

const users = { active: 20, windowSeconds: 30, requests: 600, requestRate: 20, errorRate: 0, byStatus: { '200': 600 } };

test('an act that waits before its watch leaves a gap, not a fall to nothing', () => {
  const at = (seconds: number, requests: number) => moment(seen(seconds, { users }), requests);
  const history = { ...story(10, (second) => at(second, second === 0 ? 0 : 100)) };
  const moments = [at(-285, 0), at(-280, 100), ...history.moments];
  const { seconds, requests, desired } = seriesOf({ ...history, moments }, []);
  expect(seconds).toEqual([-285, -280, -140, 0, 5, 10]);
  expect(requests).toEqual([null, 20, null, null, 20, 20]);
  expect(desired.map((value) => value === null)).toEqual([false, false, true, false, false, false]);
});

test('an author’s code is code, and his signs are no markup', () => {
  expect(inlineHtml('still `draining`, 5 < 6 & <b>so</b>')).toBe(
    'still <code>draining</code>, 5 &lt; 6 &amp; &lt;b&gt;so&lt;/b&gt;',
  );
});
