// Which processor an instance type has, told from its name: a `g` behind the generation is Graviton, and so is the first family of all.

export type Architecture = 'amd64' | 'arm64';

/** In the words of container images. @param instanceType `t4g.micro` */
export const architectureOf = (instanceType: string): Architecture =>
  /^(a1\.|[a-z]+\d+[a-z]*g[a-z]*\.)/.test(instanceType) ? 'arm64' : 'amd64';
