// Marker and PageSize as ELBv2 has them.

import { page } from '../../shared/pages.js';
import { validation } from '../errors.js';

const MAX_PAGE_SIZE = 400;

interface Paged {
  readonly Marker?: string | undefined;
  readonly PageSize?: number | undefined;
}

export function paged<Item>(items: readonly Item[], { Marker, PageSize }: Paged) {
  if (PageSize !== undefined && (PageSize < 1 || PageSize > MAX_PAGE_SIZE)) {
    throw validation(`Page size '${PageSize}' must be between 1 and ${MAX_PAGE_SIZE}`);
  }
  const found = page(items, {
    maxResults: PageSize,
    nextToken: Marker,
    defaultSize: MAX_PAGE_SIZE,
    errorCode: 'ValidationError',
  });
  return { items: found.items, marker: found.nextToken };
}
