// What the `lesson` commands share: the course, the workbook, and the learner's progress in it.

import { loadConfig } from '../generator/index.js';
import { findWorkbook, type Workbook } from '../lab/workbook.js';
import { type Course, loadCourse } from '../lesson/course.js';
import { findLesson, type Lesson } from '../lesson/lesson.js';
import { readMark } from '../lesson/lesson-mark.js';
import { Progress } from '../lesson/progress.js';
import { workbookTheatre } from '../lesson/workbook-theatre.js';
import { LabCommand } from './lab-command.js';

export abstract class LessonCommand extends LabCommand {
  protected course(): Course {
    return loadCourse();
  }

  protected workbook(): Workbook {
    return findWorkbook(process.cwd());
  }

  protected progress(): Progress {
    return new Progress(this.workbook());
  }

  /** A stack on which one of these lessons was ended in the middle gets its own settings back, and what is open is undone. */
  protected async mendAfter(lessons: readonly Lesson[]): Promise<void> {
    const mark = readMark(this.workbook());
    if (mark === undefined || !lessons.some(({ id }) => id === mark.lesson || mark.lesson === '')) return;
    await this.inSession(undefined, async (session) => {
      const { config } = await loadConfig(`${session.project}/ha-lab.json`);
      await workbookTheatre({
        ...session,
        lesson: mark.lesson,
        config,
        labOf: (outputs) => session.place.lab(outputs),
        say: (what) => this.say(what),
      }).mend();
    });
  }

  /** The lesson of that name; without a name the one that is begun, or else the next one. */
  protected lessonOf(course: Course, name: string | undefined): Lesson {
    if (name !== undefined) return findLesson(course.lessons, name);
    const progress = this.progress();
    const states = course.lessons.map((lesson) => ({ lesson, state: progress.stateOf(lesson.id) }));
    const next = states.find(({ state }) => state === 'begun') ?? states.find(({ state }) => state === 'new');
    return (next ?? states[0])?.lesson ?? findLesson(course.lessons, '');
  }
}
