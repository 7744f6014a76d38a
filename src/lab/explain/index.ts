// Why something happened: the chain of causes, from the sandbox's journal or from AWS's own records.

export { causesOf } from './causes.js';
export { consequencesOf, type Explanation, explain, spineOf } from './explain.js';
export {
  type Deed,
  type DrillLine,
  type Happening,
  happeningsOf,
  happeningsSeen,
  type What,
  type WhatOf,
  type WhatType,
} from './happening.js';
export type { Stretch } from './outside.js';
export { readRecord } from './read.js';
export { HappeningRecord } from './record.js';
export { storyOf } from './story.js';
export { findSubject, newestStepOf, type Subject, troubleOf } from './subject.js';
