// `ha-lab lesson report`: what you said and what the stack did, as one file to keep; with --merge, the misconceptions of a class.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { LessonCommand } from '../../cli/lesson-command.js';
import { openFile } from '../../cli/open-file.js';
import { gatherReport } from '../../cli/report-source.js';
import { LabError } from '../../errors.js';
import { findLesson } from '../../lesson/lesson.js';
import { runName } from '../../lesson/recording.js';
import { worst } from '../../lesson/verdict.js';
import { reportOf } from '../../report/lesson/build.js';
import { GENERATOR, reportHtml } from '../../report/lesson/html.js';
import { reportMarkdown } from '../../report/lesson/markdown.js';
import { mergeReports } from '../../report/lesson/merge.js';
import { classHtml, classMarkdown } from '../../report/lesson/merge-text.js';
import type { LessonReport } from '../../report/lesson/model.js';
import { readReports } from '../../report/lesson/read.js';

const FORMATS = ['html', 'md', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface Made {
  readonly data: Readonly<Record<string, unknown>>;
  readonly as: (format: Format) => Promise<string>;
  /** Said when it is written. */
  readonly what: string;
  readonly name: string;
}

export default class LessonReportCommand extends LessonCommand {
  static override summary = 'Your predictions beside the evidence, with timelines and plots, as one file to keep';
  static override description =
    'Without a name: every lesson of which anything is recorded. The HTML file needs no network and no script.';
  static override examples = [
    '<%= config.bin %> lesson report --open',
    '<%= config.bin %> lesson report docker-dies --format md --output -',
    '<%= config.bin %> lesson report --format json --name Ada',
    '<%= config.bin %> lesson report --merge ada.json grace.json',
  ];
  static override strict = false;
  static override args = {
    lessons: Args.string({ description: 'Ids or numbers of lessons; with --merge: JSON reports' }),
  };
  static override flags = {
    format: Flags.string({ description: 'Kind of file (default: by --output, else html)', options: [...FORMATS] }),
    output: Flags.string({ char: 'o', description: 'Where to write it; - is stdout', helpValue: 'file' }),
    open: Flags.boolean({ description: 'Open the file when it is written' }),
    name: Flags.string({ description: 'Put a name on it; else it names nobody' }),
    merge: Flags.boolean({ description: 'For an instructor: what a class predicted, from their JSON reports' }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(LessonReportCommand);
    const made = flags.merge ? this.merged(argv.map(String)) : this.own(argv.map(String), flags.name);
    const { output } = flags;
    const format = formatOf(flags.format, output, this.wantsJson());
    if (output === '-' || (this.wantsJson() && output === undefined)) {
      process.stdout.write(await made.as(format));
      return;
    }
    const file = resolve(output ?? `${made.name}.${format}`);
    refuseForeign(file, this.shown(file));
    writeFileSync(file, await made.as(format));
    const opened = flags.open ? openFile(file) : undefined;
    const shut = opened?.opened === false ? `\nNot opened: ${opened.why}` : '';
    this.print(`${made.what}: ${this.shown(file)}${shut}`, { file, format, ...made.data });
  }

  private own(names: readonly string[], learner: string | undefined): Made {
    const { title, lessons } = this.course();
    const wanted = names.length === 0 ? lessons : names.map((name) => findLesson(lessons, name));
    const { sources, notes } = gatherReport(this.workbook(), wanted, this.progress());
    if (sources.length === 0) throw nothingYet(names);
    const report = reportOf(sources, {
      ...(learner === undefined ? {} : { learner }),
      madeAt: new Date().toISOString(),
      haLab: this.config.version,
      course: title,
      notes,
      nameOf: runName,
      worst,
    });
    return {
      what: `Report on ${sources.length} ${sources.length === 1 ? 'lesson' : 'lessons'}`,
      name: 'ha-lab-report',
      data: { lessons: report.lessons.map(({ id }) => id), notes },
      as: async (format) =>
        format === 'html' ? htmlOf(report) : format === 'md' ? reportMarkdown(report) : jsonText(report),
    };
  }

  private merged(files: readonly string[]): Made {
    const texts = files.map((file) => ({ file, text: existsSync(file) ? readFileSync(file, 'utf8') : undefined }));
    const { reports, problems } = readReports(texts);
    if (problems.length > 0 || reports.length === 0) throw cannotMerge(problems);
    const merged = mergeReports(reports, { madeAt: new Date().toISOString(), haLab: this.config.version });
    return {
      what: `What ${reports.length} ${reports.length === 1 ? 'learner' : 'learners'} predicted`,
      name: 'ha-lab-class',
      data: { learners: merged.learners.length, questions: merged.questions.length },
      as: async (format) =>
        format === 'html' ? classHtml(merged) : format === 'md' ? classMarkdown(merged) : jsonText(merged),
    };
  }
}

/** The plots are drawn here, and only here is their library loaded. */
async function htmlOf(report: LessonReport): Promise<string> {
  const { plotter } = await import('../../report/lesson/plots.js');
  return reportHtml(report, await plotter());
}

const jsonText = (value: object): string => `${JSON.stringify(value, null, 1)}\n`;

function formatOf(given: string | undefined, output: string | undefined, json: boolean): Format {
  const known = (text: string | undefined): Format | undefined => FORMATS.find((one) => one === text);
  if (given !== undefined) return known(given) ?? 'html';
  return (
    known(extname(output ?? '').slice(1)) ?? (json && output === undefined ? 'json' : output === '-' ? 'md' : 'html')
  );
}

/** A file that an earlier report wrote is replaced; anything else is somebody's. */
function refuseForeign(file: string, shown: string): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8').slice(0, 2_000);
  if (
    text.includes(GENERATOR) ||
    text.includes('"kind": "ha-lab-') ||
    /^# (Lesson report|What \d+ learners?)/.test(text)
  )
    return;
  throw new LabError('TARGET_NOT_EMPTY', `${shown} is there already, and no report wrote it.`, {
    suggestions: ['name another file: --output my-report.html'],
    ref: shown,
    exitCode: 2,
  });
}

function nothingYet(names: readonly string[]): LabError {
  const which = names.length === 0 ? 'No lesson was begun here' : `Of ${names.join(', ')} nothing is recorded here`;
  return new LabError('CHECK_NOT_HELD', `${which}, so there is nothing to report.`, {
    suggestions: [
      `ha-lab lesson run ${names[0] ?? ''}`.trim(),
      'ha-lab lesson run --all --yes   plays every lesson by itself',
    ],
    exitCode: 2,
  });
}

function cannotMerge(problems: readonly string[]): LabError {
  const message = problems.length === 0 ? 'Name the reports of your class.' : problems.join('\n');
  return new LabError('INVALID_REPORT', message, {
    suggestions: [
      'each learner: ha-lab lesson report --format json',
      'then: ha-lab lesson report --merge one.json two.json',
    ],
    exitCode: 2,
  });
}
