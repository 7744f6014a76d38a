// `ha-lab lesson replay`: a recorded run once more, from its observations; nothing is played, nothing is changed.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Args, Flags } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { lessonScreen } from '../../cli/lesson-screen.js';
import { painter } from '../../cli/paint.js';
import { allRuns } from '../../cli/report-source.js';
import { LabError } from '../../errors.js';
import { checkRecording, recordedResult } from '../../lesson/check.js';
import type { Lesson } from '../../lesson/lesson.js';
import { LOOK_EVERY_MS } from '../../lesson/moment.js';
import { Pace } from '../../lesson/pace.js';
import { readRecording, runName } from '../../lesson/recording.js';
import { differences, replayViews } from '../../lesson/replay.js';
import type { NamedRun } from '../../report/lesson/build.js';
import { actText } from '../../report/lesson-text.js';
import { differencesText, runsText } from '../../report/replay-text.js';

export default class LessonReplay extends LessonCommand {
  static override summary = 'Show a recorded run again, and judge it again; without a name: the runs there are';
  static override examples = [
    '<%= config.bin %> lesson replay',
    '<%= config.bin %> lesson replay docker-dies-0002',
    '<%= config.bin %> lesson replay docker-dies   the newest run of that lesson',
  ];
  static override args = { run: Args.string({ description: 'Name of a run, id of a lesson, or a file' }) };
  static override flags = {
    speed: Flags.integer({
      description: 'Seconds of the run in one of yours (default: as in the lesson: slow at first, then faster)',
      min: 1,
      max: 3_600,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LessonReplay);
    const { lessons } = this.course();
    if (args.run === undefined) return this.list(lessons);
    const run = this.find(args.run, lessons);
    const { recording, name } = run;
    const lesson = lessons.find(({ id }) => id === recording.lesson);
    if (lesson === undefined) throw noLesson(name, recording.lesson);
    if (process.stdout.isTTY === true && process.stderr.isTTY === true && !this.wantsJson()) {
      if (!(await this.watch(lesson, run, flags.speed))) {
        process.exitCode = 130;
        return;
      }
    }
    this.showReports(lesson, run);
  }

  private list(lessons: readonly Lesson[]): void {
    const { runs, notes } = allRuns(this.workbook());
    const rows = runs.map(({ name, recording }) => ({
      name,
      lesson: recording.lesson,
      title: lessons.find(({ id }) => id === recording.lesson)?.title ?? 'not in this course',
      recordedAt: recording.recordedAt,
      unattended: recording.unattended,
      acts: recording.acts.map(({ act }) => act),
      result: recordedResult(
        recording,
        lessons.find(({ id }) => id === recording.lesson),
      ),
    }));
    for (const note of notes) this.say(note);
    this.print(runsText(rows), { runs: rows, notes });
  }

  private find(name: string, lessons: readonly Lesson[]): NamedRun {
    if (/\.json\.gz$/.test(name)) {
      if (!existsSync(name)) throw noRun(name, []);
      return { name: runName(name), recording: readRecording(name) };
    }
    const { runs } = allRuns(this.workbook());
    const lesson = lessons.find(({ id, number }) => name === id || name === number || name === `${number}-${id}`);
    const found =
      runs.find((run) => run.name === name) ?? runs.findLast(({ recording }) => recording.lesson === lesson?.id);
    if (found === undefined) throw noRun(name, runs);
    return found;
  }

  /** The watch lines as they went; false when the learner has had enough. */
  private async watch(lesson: Lesson, { recording }: NamedRun, speed: number | undefined): Promise<boolean> {
    const stopped = new AbortController();
    const { signal } = stopped;
    const wait = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});
    let factor = 1;
    const pace = new Pace(wait);
    const screen = lessonScreen({
      out: process.stderr,
      input: process.stdin,
      paint: painter(process.stderr),
      faster: () => {
        factor *= 2;
        pace.faster();
      },
      slower: () => {
        factor /= 2;
        pace.slower();
      },
      interrupted: () => stopped.abort(),
    });
    try {
      screen.lesson(lesson);
      for (const [index, act] of lesson.acts.entries()) {
        const played = recording.acts.findLast((one) => one.act === act.id);
        if (played === undefined) continue;
        screen.act(act, lesson.acts.length > 1 ? `${index + 1} of ${lesson.acts.length}` : undefined);
        for (const { title } of played.deeds) screen.line(`Done: ${title}`);
        pace.begin();
        for (const view of replayViews(act, played, lesson)) {
          if (signal.aborted) return false;
          const decided = view.expectations.filter(({ result }) => result !== 'open').length;
          const now = speed === undefined ? pace.speed(decided) : speed * factor;
          screen.watch({ ...view, ...(now === undefined ? {} : { speed: now }) });
          if (speed === undefined) {
            await pace.step({ visible: visibleText(view), decided, virtualMs: LOOK_EVERY_MS });
          } else {
            await wait(LOOK_EVERY_MS / (speed * factor));
          }
        }
      }
      return !signal.aborted;
    } finally {
      screen.release();
    }
  }

  private showReports(lesson: Lesson, { name, recording }: NamedRun): void {
    const { reports, missing, result } = checkRecording(lesson, recording);
    const changed = differences(lesson, recording);
    const paint = painter(process.stdout);
    const text = [
      `${name}   ${lesson.number} ${lesson.title}, recorded ${recording.recordedAt}`,
      ...reports.map((report) => `\n${actText(report, { paint })}`),
      ...missing.map((act) => `\nThe act "${act}" was not played in this run.`),
      '',
      differencesText(changed),
      `Result: ${result}`,
    ];
    this.print(text.join('\n'), {
      run: name,
      lesson: lesson.id,
      recordedAt: recording.recordedAt,
      origin: recording.origin ?? null,
      result,
      acts: reports,
      missing,
      differences: changed,
    });
    if (changed.length > 0) process.exitCode = 3;
  }
}

/** Results only: a measured value that trembles is no event. */
const visibleText = ({ expectations }: { readonly expectations: readonly { readonly result: string }[] }): string =>
  expectations.map(({ result }) => result).join(' ');

function noRun(name: string, runs: readonly NamedRun[]): LabError {
  return new LabError('INVALID_LESSON', `No run named ${name} is recorded here.`, {
    suggestions:
      runs.length === 0
        ? ['ha-lab lesson run   records one']
        : runs.slice(-5).map((run) => `ha-lab lesson replay ${run.name}`),
    exitCode: 2,
  });
}

function noLesson(name: string, lesson: string): LabError {
  return new LabError(
    'INVALID_LESSON',
    `${name} is a run of the lesson "${lesson}", which this course does not have.`,
    {
      suggestions: ['ha-lab lesson list', 'ha-lab lesson replay   lists the runs there are'],
      exitCode: 2,
    },
  );
}
