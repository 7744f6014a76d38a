// Is a value plain JSON: would it come back the same from a file? Answers the first place that is not, or undefined.

export function notPlain(value: unknown, path = 'world'): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${path} is ${value}`;
    case 'object':
      return value === null ? undefined : inside(value, path);
    default:
      return `${path} is ${typeof value}`;
  }
}

function inside(value: object, path: string): string | undefined {
  if (Array.isArray(value)) {
    for (let place = 0; place < value.length; place += 1) {
      const found = notPlain(value[place], `${path}[${place}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${path} is a ${value.constructor.name}`;
  for (const [key, part] of Object.entries(value)) {
    const found = notPlain(part, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
