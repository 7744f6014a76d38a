// Metric math: arithmetic and comparisons over series, `SUM`, `AVG`, `MIN`, `MAX` over lists, `FILL` and `IF`. Pure.
// Grammar: expression = both (OR both)* ; both = comparison (AND comparison)* ; comparison = sum (< sum)? ; sum = term (+|- term)* ; term = factor (*|/ factor)* ; factor = number | id | -factor | (expression) | FUNCTION(...)

import type { Instant } from '../../../../kernel/index.js';

/** Values by instant; a number alone is the same at every instant. */
export type Series = ReadonlyMap<Instant, number>;
type Value = number | Series;

export interface MathScope {
  /** The series of a query id; undefined: there is no such id. */
  readonly series: (id: string) => Series | undefined;
  /** Every instant of the query, for FILL. */
  readonly instants: readonly Instant[];
}

/** Thrown for text that is not an expression of this grammar; `what` can go to the caller. */
export class MathError extends Error {
  override readonly name = 'MathError';
}

const FUNCTIONS = ['SUM', 'AVG', 'MIN', 'MAX', 'FILL', 'ABS', 'CEIL', 'FLOOR', 'IF'] as const;
type FunctionName = (typeof FUNCTIONS)[number];

type Comparison = '<' | '>' | '<=' | '>=' | '==' | '!=';
const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const COMPARISONS = Object.keys(COMPARE);
const truth = (holds: boolean): number => (holds ? 1 : 0);

export function evaluateMath(expression: string, scope: MathScope): Series {
  const reader = new MathReader(tokens(expression), scope);
  const value = reader.whole();
  if (typeof value === 'number') throw new MathError('The expression must use at least one metric');
  return value;
}

function tokens(text: string): readonly string[] {
  const found = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[<>=!]=|&&|\|\||\S/g);
  return found ?? [];
}

class MathReader {
  private position = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly scope: MathScope,
  ) {}

  whole(): Value {
    const value = this.either();
    if (this.position < this.tokens.length) throw new MathError(`Unexpected '${this.tokens[this.position]}'`);
    return value;
  }

  private either(): Value {
    let value = this.both();
    while (this.take('OR', '||') !== undefined)
      value = combine(value, this.both(), (a, b) => truth(a !== 0 || b !== 0));
    return value;
  }

  private both(): Value {
    let value = this.comparison();
    while (this.take('AND', '&&') !== undefined)
      value = combine(value, this.comparison(), (a, b) => truth(a !== 0 && b !== 0));
    return value;
  }

  private comparison(): Value {
    const left = this.sum();
    const sign = this.take(...COMPARISONS) as Comparison | undefined;
    return sign === undefined ? left : combine(left, this.sum(), (a, b) => truth(COMPARE[sign](a, b)));
  }

  private sum(): Value {
    let value = this.product();
    for (let sign = this.take('+', '-'); sign !== undefined; sign = this.take('+', '-')) {
      const right = this.product();
      value = combine(value, right, sign === '+' ? (a, b) => a + b : (a, b) => a - b);
    }
    return value;
  }

  private product(): Value {
    let value = this.factor();
    for (let sign = this.take('*', '/'); sign !== undefined; sign = this.take('*', '/')) {
      const right = this.factor();
      value = combine(value, right, sign === '*' ? (a, b) => a * b : (a, b) => a / b);
    }
    return value;
  }

  private factor(): Value {
    if (this.take('-') !== undefined) return combine(0, this.factor(), (a, b) => a - b);
    if (this.take('(') !== undefined) {
      const value = this.either();
      this.expect(')');
      return value;
    }
    const token = this.tokens[this.position] ?? '';
    this.position += 1;
    if (/^\d/.test(token)) return Number(token);
    if (/^[a-z]\w*$/.test(token)) return this.seriesOf(token);
    const known = FUNCTIONS.find((name) => name === token);
    if (known !== undefined) return this.call(known);
    throw new MathError(token === '' ? 'The expression ends too early' : `'${token}' is not known to the sandbox`);
  }

  private seriesOf(id: string): Series {
    const series = this.scope.series(id);
    if (series === undefined) throw new MathError(`There is no metric with the id '${id}'`);
    return series;
  }

  private call(name: FunctionName): Value {
    this.expect('(');
    const isList = this.take('[') !== undefined;
    const values = [this.either()];
    while (this.take(',') !== undefined) values.push(this.fillWord(name) ?? this.either());
    if (isList) this.expect(']');
    this.expect(')');
    return apply(name, values, this.scope.instants);
  }

  /** `REPEAT` as FILL's second argument, marked by NaN. */
  private fillWord(name: FunctionName): Value | undefined {
    return name === 'FILL' && this.take('REPEAT') !== undefined ? Number.NaN : undefined;
  }

  private take(...wanted: readonly string[]): string | undefined {
    const token = this.tokens[this.position];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.position += 1;
    return token;
  }

  private expect(token: string): void {
    if (this.take(token) === undefined) throw new MathError(`Expected '${token}'`);
  }
}

/** Instant by instant, where both sides have a value; a division by nothing has none. */
function combine(a: Value, b: Value, operate: (a: number, b: number) => number): Value {
  if (typeof a === 'number' && typeof b === 'number') return operate(a, b);
  const instants = typeof a === 'number' ? (b as Series).keys() : a.keys();
  const result = new Map<Instant, number>();
  for (const at of instants) {
    const [left, right] = [typeof a === 'number' ? a : a.get(at), typeof b === 'number' ? b : b.get(at)];
    if (left === undefined || right === undefined) continue;
    const value = operate(left, right);
    if (Number.isFinite(value)) result.set(at, value);
  }
  return result;
}

const SINGLE: Readonly<Record<'ABS' | 'CEIL' | 'FLOOR', (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
};

function apply(name: FunctionName, values: readonly Value[], instants: readonly Instant[]): Value {
  const [first, second] = values;
  if (first === undefined) throw new MathError(`${name} needs an argument`);
  if (name === 'FILL') return fill(first, second, instants);
  if (name === 'IF') return choice(first, second, values[2]);
  if (name === 'ABS' || name === 'CEIL' || name === 'FLOOR')
    return combine(0, first, (_, value) => SINGLE[name](value));
  return across(name, values);
}

/** IF: where the condition has a value; without a value on the side that it chooses there is none. */
function choice(condition: Value, yes: Value | undefined, no: Value | undefined): Value {
  if (yes === undefined) throw new MathError('IF takes a condition, a value and what is else');
  if (typeof condition === 'number') return (condition === 0 ? no : yes) ?? new Map();
  const result = new Map<Instant, number>();
  for (const [at, holds] of condition) {
    const side = holds === 0 ? no : yes;
    const value = typeof side === 'number' ? side : side?.get(at);
    if (value !== undefined) result.set(at, value);
  }
  return result;
}

/** SUM, AVG, MIN, MAX of a list: a series of what each instant has. Of one series alone: one number. */
function across(name: 'SUM' | 'AVG' | 'MIN' | 'MAX', values: readonly Value[]): Value {
  const [only] = values;
  if (values.length === 1 && only !== undefined && typeof only !== 'number') return reduced(name, [...only.values()]);
  const byInstant = new Map<Instant, number[]>();
  for (const value of values) {
    if (typeof value === 'number') throw new MathError(`${name} takes a list of metrics`);
    for (const [at, number] of value) byInstant.set(at, [...(byInstant.get(at) ?? []), number]);
  }
  return new Map([...byInstant].map(([at, numbers]) => [at, reduced(name, numbers)]));
}

function reduced(name: 'SUM' | 'AVG' | 'MIN' | 'MAX', numbers: readonly number[]): number {
  if (name === 'MIN') return Math.min(...numbers);
  if (name === 'MAX') return Math.max(...numbers);
  const sum = numbers.reduce((total, number) => total + number, 0);
  return name === 'SUM' ? sum : sum / numbers.length;
}

function fill(series: Value, filler: Value | undefined, instants: readonly Instant[]): Value {
  if (typeof series === 'number' || filler === undefined || typeof filler !== 'number') {
    throw new MathError('FILL takes a metric and a number or REPEAT');
  }
  let last: number | undefined;
  const result = new Map<Instant, number>();
  for (const at of instants) {
    const value = series.get(at) ?? (Number.isNaN(filler) ? last : filler);
    if (value === undefined) continue;
    last = value;
    result.set(at, value);
  }
  return result;
}
