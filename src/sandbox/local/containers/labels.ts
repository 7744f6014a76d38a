// What every container and network of ours carries, so that anybody can see whose they are and a later start can tell the dead's.

export const LABELS = {
  /** Folder of the workbook. */
  workbook: 'ha-lab.workbook',
  /** The process that serves it, as `ownerOf` writes it. */
  owner: 'ha-lab.owner',
  instance: 'ha-lab.instance',
  vpc: 'ha-lab.vpc',
} as const;

export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Two owners never share it: process numbers are used again. */
  readonly token: string;
}

export const ownerText = ({ host, pid, token }: Owner): string => `${host}/${pid}/${token}`;

export function parseOwner(text: string): Owner | undefined {
  const [host = '', pid = '', token = ''] = text.split('/');
  return /^\d+$/.test(pid) && host !== '' && token !== '' ? { host, pid: Number(pid), token } : undefined;
}

/**
 * Whether what carries these labels is left over and may be removed by a newcomer: it is its own workbook's, which only one process
 * serves at a time, or its owner was a process of this host that lives no more. Of other hosts' processes nothing is known.
 */
export function isLeftOver(
  labels: Readonly<Record<string, string>>,
  newcomer: { readonly workbook: string; readonly host: string },
  lives: (pid: number) => boolean,
): boolean {
  const owner = parseOwner(labels[LABELS.owner] ?? '');
  if (owner === undefined || owner.host !== newcomer.host) return false;
  return labels[LABELS.workbook] === newcomer.workbook || !lives(owner.pid);
}
