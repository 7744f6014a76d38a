// Which pool of vCPUs an instance type draws on: AWS counts running on-demand machines by kind of family, and gives a new account none of
// the expensive kinds. Pure, a table.

export interface VcpuPool {
  /** As AWS names the families: `G and VT`. */
  readonly name: string;
  /** Of the service `ec2`. */
  readonly code: string;
  /** vCPUs of a new account. */
  readonly usual: number;
  /** What stands before the first digit or dash of a type. */
  readonly families: readonly string[];
}

const STANDARD: VcpuPool = { name: 'standard', code: 'L-1216C47A', usual: 5, families: [] };

const POOLS: readonly VcpuPool[] = [
  { name: 'G and VT', code: 'L-DB2E81BA', usual: 0, families: ['g', 'gr', 'vt'] },
  { name: 'P', code: 'L-417A185B', usual: 0, families: ['p'] },
  { name: 'X', code: 'L-7295265B', usual: 0, families: ['x'] },
  { name: 'F', code: 'L-74FC7D96', usual: 0, families: ['f'] },
  { name: 'Inf', code: 'L-1945791B', usual: 0, families: ['inf'] },
  { name: 'Trn', code: 'L-2C3B7624', usual: 0, families: ['trn'] },
  { name: 'DL', code: 'L-6E869C2A', usual: 0, families: ['dl'] },
  { name: 'HPC', code: 'L-F7808C92', usual: 0, families: ['hpc'] },
  { name: 'High Memory', code: 'L-43DA4232', usual: 0, families: ['u'] },
];

/** @param type `t3.micro`, `u-6tb1.metal`. Whatever has no pool of its own (a, c, d, h, i, m, r, t, z) is standard. */
export function vcpuPool(type: string): VcpuPool {
  const [family = ''] = /^[a-z]+/.exec(type) ?? [];
  return POOLS.find(({ families }) => families.includes(family)) ?? STANDARD;
}
