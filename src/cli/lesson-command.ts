// What the `lesson` commands share: the course, the workbook, and the learner's progress in it.

import { findWorkbook, type Workbook } from '../lab/workbook.js';
import { type Course, loadCourse } from '../lesson/course.js';
import { findLesson, type Lesson } from '../lesson/lesson.js';
import { Progress } from '../lesson/progress.js';
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

  /** The lesson of that name; without a name the one that is begun, or else the next one. */
  protected lessonOf(course: Course, name: string | undefined): Lesson {
    if (name !== undefined) return findLesson(course.lessons, name);
    const progress = this.progress();
    const states = course.lessons.map((lesson) => ({ lesson, state: progress.stateOf(lesson.id) }));
    const next = states.find(({ state }) => state === 'begun') ?? states.find(({ state }) => state === 'new');
    return (next ?? states[0])?.lesson ?? findLesson(course.lessons, '');
  }
}
