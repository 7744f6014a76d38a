// One thread of a proof: is told a claim, carries it out, tells what it found, and waits for the next.

import { parentPort, workerData } from 'node:worker_threads';
import { readLesson } from '../course.js';
import type { Lesson } from '../lesson.js';
import { carryOut } from './carry-out.js';
import type { Claim } from './claim.js';
import type { FromWorker, ToWorker } from './crew.js';
import { theatresOf, type Workshop } from './workshop.js';

const { workshop, name } = workerData as { readonly workshop: Workshop; readonly name: string };
const theatreOf = theatresOf(workshop, name);
const lessons = new Map<string, Lesson>();

function lessonOf({ file }: Claim): Lesson {
  const known = lessons.get(file) ?? readLesson(file).lesson;
  if (known === undefined) throw new Error(`${file} can no longer be read`);
  lessons.set(file, known);
  return known;
}

async function answer(claim: ToWorker): Promise<FromWorker> {
  try {
    const trial = { lesson: lessonOf(claim), theatre: theatreOf(claim.seed, claim.lesson) };
    return { finding: await carryOut(claim, trial, () => performance.now()) };
  } catch (error) {
    const { stack } = error instanceof Error ? error : new Error(String(error));
    return { failed: `${claim.lesson}, ${claim.kind}, seed ${claim.seed}: ${stack}` };
  }
}

parentPort?.on('message', (claim: ToWorker) => {
  void answer(claim).then((message) => parentPort?.postMessage(message));
});
