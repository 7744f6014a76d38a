// The recurrence of a scheduled action: Unix cron with five fields, by the clock of a time zone (ASG-91). Pure: text in, instants out.

import { DAY_MS, type Instant, MINUTE_MS } from '../../../../kernel/index.js';
import { toInstant, toWallClock } from './time-zone.js';

export interface Cron {
  /** Minutes of the day, ascending. */
  readonly minutesOfDay: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0: Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** With both fields given, one of them is enough; with one given, that one counts. */
  readonly eitherDay: boolean;
}

interface Field {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 7, names: WEEKDAYS },
];

/** 29 February comes again within eight years; what does not come within them never does (30 February). */
const HORIZON_DAYS = 8 * 366;

/** Undefined: that is no recurrence, or one that never comes. */
export function readCron(text: string): Cron | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return undefined;
  const read = parts.flatMap((part, index) => readField(part.toLowerCase(), FIELDS[index]) ?? []);
  const [minutes, hours, days, months, weekdays] = read;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const [, , dayText = '', , weekdayText = ''] = parts;
  const cron: Cron = {
    minutesOfDay: [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)),
    days,
    months,
    weekdays: new Set([...weekdays].map((weekday) => weekday % 7)),
    eitherDay: !dayText.startsWith('*') && !weekdayText.startsWith('*'),
  };
  return nextOccurrence(cron, 0, 'UTC') === undefined ? undefined : cron;
}

/** The first occurrence after an instant. An hour that a zone skips is made up for after it; one that it repeats counts once. */
export function nextOccurrence(cron: Cron, after: Instant, timeZone: string): Instant | undefined {
  const wall = toWallClock(after, timeZone);
  const today = Math.floor(wall / DAY_MS) * DAY_MS;
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead += 1) {
    const day = today + ahead * DAY_MS;
    if (!fallsOn(cron, new Date(day))) continue;
    for (const minute of cron.minutesOfDay) {
      const at = toInstant(day + minute * MINUTE_MS, timeZone);
      if (at > after) return at;
    }
  }
  return undefined;
}

function fallsOn(cron: Cron, day: Date): boolean {
  if (!cron.months.has(day.getUTCMonth() + 1)) return false;
  const ofMonth = cron.days.has(day.getUTCDate());
  const ofWeek = cron.weekdays.has(day.getUTCDay());
  return cron.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
}

/** `*`, `5`, `1-5`, `mon-fri`, each with a step, and lists of them; ascending. */
function readField(text: string, field: Field | undefined): ReadonlySet<number> | undefined {
  if (field === undefined) return undefined;
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
    if (match === null) return undefined;
    const [, star, from, to, stepText] = match;
    const step = stepText === undefined ? 1 : Number(stepText);
    const low = star === undefined ? numberOf(from, field) : field.low;
    const open = star !== undefined || (to === undefined && stepText !== undefined);
    const high = open ? field.high : numberOf(to ?? from, field);
    if (low === undefined || high === undefined || low > high || step < 1) return undefined;
    for (let value = low; value <= high; value += step) values.add(value);
  }
  return new Set([...values].sort((a, b) => a - b));
}

function numberOf(text: string | undefined, { low, high, names = [] }: Field): number | undefined {
  if (text === undefined) return undefined;
  const named = names.indexOf(text);
  if (named !== -1) return named + low;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
}
