// NextToken and MaxRecords as Auto Scaling has them.

import { below, page } from '../../shared/pages.js';
import { validation } from './errors.js';

interface Paged {
  readonly NextToken?: string | undefined;
  readonly MaxRecords?: number | undefined;
}

/** @param defaultSize when the caller names none */
export function paged<Item>(items: readonly Item[], { NextToken, MaxRecords }: Paged, defaultSize = 50) {
  if (MaxRecords !== undefined && MaxRecords < 1) throw validation(below(1, 'maxRecords', MaxRecords));
  return page(items, { maxResults: MaxRecords, nextToken: NextToken, defaultSize });
}
