// Instants and lengths in words: `t+00:14:07` since the sandbox began, `41 s`, `2m22`. Pure.

const pad = (value: number): string => String(value).padStart(2, '0');

/** `00:14:07`, hours growing past 99 if they must. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${pad(Math.floor(seconds / 3_600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** A length in at most two units: `41 s`, `2m22`, `3h05`, `2d04`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${pad(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h${pad(minutes % 60)}`;
  return `${Math.floor(hours / 24)}d${pad(hours % 24)}`;
}

/** A length that somebody waited for: `4.2 s`, and from a minute on as others are. */
export const waitedText = (ms: number): string => (ms < 59_950 ? `${(ms / 1_000).toFixed(1)} s` : spanText(ms));

/** Host time of day, UTC: for stacks on AWS, where no virtual clock began. */
export function dayTimeText(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
