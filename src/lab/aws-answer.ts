// Told apart: what AWS answered to a call, and a mistake of ours. A client's error has metadata; the short road's has AWS's code.

export function isAwsAnswer(error: unknown): error is Error {
  return error instanceof Error && ('$metadata' in error || 'Code' in error);
}
