// What the names of an act must keep: none that has a meaning already, none for two things, and not the ordinary users' own.

import { ORDINARY } from '../lab/lab.js';
import type { Places } from './assemble.js';
import type { Act, Lesson } from './lesson.js';
import type { Problem } from './problem.js';
import { isWord } from './vocabulary.js';

interface Named {
  readonly name: string;
  readonly what: 'a drill' | 'a way' | 'a traffic';
  /** Where its `as` stands. */
  readonly of: object;
}

export function lintNames({ acts }: Lesson, places: Places): readonly Problem[] {
  return acts.flatMap((act) => {
    const all = namesIn(act);
    return all.flatMap(({ name, what, of }, index) => {
      const other = all.slice(0, index).find((one) => one.name === name && one.what !== what);
      const wrong = (is: boolean, message: string): readonly Problem[] =>
        is ? [{ ...places(of, ['as']), message: `as: ${name} ${message}; take another name` }] : [];
      return [
        ...wrong(isWord(name), 'is a word of the vocabulary already'),
        ...wrong(what === 'a traffic' && name === ORDINARY, 'is the name of the ordinary users'),
        ...wrong(other !== undefined, `is the name of ${other?.what} of this act already`),
      ];
    });
  });
}

/** A drill, and a traffic, may be done again under its name; then it takes the place of the one before. */
function namesIn({ steps, ways }: Act): readonly Named[] {
  const named = (what: Named['what'], of: { readonly as?: string | undefined }): readonly Named[] =>
    of.as === undefined ? [] : [{ name: of.as, what, of }];
  return [
    ...ways.flatMap((way) => named('a way', way)),
    ...steps.flatMap((step) => {
      if (step.kind === 'drill') return named('a drill', step.drill);
      return step.kind === 'traffic' ? named('a traffic', step.traffic) : [];
    }),
  ];
}
