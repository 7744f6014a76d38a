// How much of a body the decoders are willing to follow. What fits in AWS's own limits fits in these.

/** Nesting of lists, maps and structures; the deepest served input has about ten levels. */
export const deepestNesting = 64;

/** Parameters in one form body. */
export const mostFormParameters = 20_000;
