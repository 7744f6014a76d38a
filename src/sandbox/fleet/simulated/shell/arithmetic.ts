// `$(( … ))`: whole numbers, variables, the usual operators, assignment. Pure but for the variables it is lent.

export class ArithmeticError extends Error {}

const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

type Variables = Record<string, string>;

/** Value of the expression; assignments (`i++`, `i+=2`, `i=3`) change `variables`. */
export function evaluate(text: string, variables: Variables): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\+\+|--|[-+*/%]=|[<>=!]=|&&|\|\||[-+*/%()<>!=#]|\S/g) ?? [];
  const reader = { tokens: tokens.filter((token) => token !== '$'), place: 0 };
  if (reader.tokens.length === 0) return 0;
  const value = assignment(reader, variables);
  if (reader.place < reader.tokens.length) throw new ArithmeticError(`${text}: syntax error in expression`);
  return value;
}

interface Reader {
  readonly tokens: readonly string[];
  place: number;
}

const numberIn = (name: string, variables: Variables): number => Number.parseInt(variables[name] ?? '0', 10) || 0;

function assignment(reader: Reader, variables: Variables): number {
  const name = reader.tokens[reader.place] ?? '';
  const operator = reader.tokens[reader.place + 1] ?? '';
  if (/^[A-Za-z_]/.test(name) && /^([-+*/%]?=|\+\+|--)$/.test(operator) && operator !== '==') {
    reader.place += 2;
    const old = numberIn(name, variables);
    if (operator === '++' || operator === '--') {
      variables[name] = String(old + (operator === '++' ? 1 : -1));
      return old;
    }
    const right = assignment(reader, variables);
    const value = operator === '=' ? right : combine(operator.slice(0, 1), old, right);
    variables[name] = String(value);
    return value;
  }
  return binary(reader, variables, 0);
}

function binary(reader: Reader, variables: Variables, level: number): number {
  const operators = BINARY[level];
  if (operators === undefined) return unary(reader, variables);
  let left = binary(reader, variables, level + 1);
  for (let operator = reader.tokens[reader.place]; operator !== undefined && operators.includes(operator); ) {
    reader.place += 1;
    left = combine(operator, left, binary(reader, variables, level + 1));
    operator = reader.tokens[reader.place];
  }
  return left;
}

function unary(reader: Reader, variables: Variables): number {
  const token = reader.tokens[reader.place];
  reader.place += 1;
  if (token === undefined) throw new ArithmeticError('unexpected end of expression');
  if (token === '-') return -unary(reader, variables);
  if (token === '+') return unary(reader, variables);
  if (token === '!') return unary(reader, variables) === 0 ? 1 : 0;
  if (token === '#') return (variables[reader.tokens[reader.place++] ?? ''] ?? '').length;
  if (token === '++' || token === '--') {
    const name = reader.tokens[reader.place++] ?? '';
    const value = numberIn(name, variables) + (token === '++' ? 1 : -1);
    variables[name] = String(value);
    return value;
  }
  if (token === '(') {
    const value = assignment(reader, variables);
    if (reader.tokens[reader.place] !== ')') throw new ArithmeticError('no closing bracket in expression');
    reader.place += 1;
    return value;
  }
  if (/^\d/.test(token)) return Number.parseInt(token, 10);
  if (/^[A-Za-z_]/.test(token)) return numberIn(token, variables);
  throw new ArithmeticError(`${token}: not understood in an expression`);
}

function combine(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
    case '%':
      if (right === 0) throw new ArithmeticError('division by 0');
      return operator === '/' ? Math.trunc(left / right) : left % right;
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '&&':
      return Number(left !== 0 && right !== 0);
    default:
      return Number(left !== 0 || right !== 0);
  }
}
