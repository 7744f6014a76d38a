// A form body as a tree: `Filter.1.Value.2=x` becomes Filter → 1 → Value → 2 → x. Knows nothing of shapes.

import { ServiceError } from '../../errors.js';
import { deepestNesting, mostFormParameters } from './limits.js';

export interface FormNode {
  value: string | undefined;
  /** Map, not an object: keys come from the caller. */
  readonly children: Map<string, FormNode>;
}

/** @throws ServiceError `MalformedQueryString` on broken percent-encoding, or beyond the limits. */
export function parseForm(text: string): FormNode {
  const root = createNode();
  const pairs = text.split('&');
  if (pairs.length > mostFormParameters) throw malformed(`more than ${mostFormParameters} parameters`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    place(root, name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return root;
}

function place(root: FormNode, name: string, value: string): void {
  const segments = name.split('.', deepestNesting + 1);
  if (segments.length > deepestNesting) throw malformed(`a parameter name with more than ${deepestNesting} parts`);
  let node = root;
  for (const segment of segments) {
    let child = node.children.get(segment);
    if (child === undefined) {
      child = createNode();
      node.children.set(segment, child);
    }
    node = child;
  }
  node.value = value;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('broken percent-encoding');
  }
}

const malformed = (reason: string): ServiceError =>
  new ServiceError('MalformedQueryString', `The query string contains a syntax error: ${reason}.`, 404);

const createNode = (): FormNode => ({ value: undefined, children: new Map() });
