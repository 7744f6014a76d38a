// The tag that the generated project puts on everything, and by which everything of it is found again.

export const PROJECT_TAG = 'ha-lab:project';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The project that a thing says it belongs to; undefined: it says nothing. */
export function projectOf(tags: readonly Tag[] | undefined): string | undefined {
  return tags?.find(({ Key }) => Key === PROJECT_TAG)?.Value;
}
