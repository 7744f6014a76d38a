// Where a Docker engine of this computer may listen. Pure: the environment comes as an argument.

/** As the client library takes it. */
export type Connection =
  | { readonly socketPath: string }
  | { readonly protocol: 'http'; readonly host: string; readonly port: number };

export interface Surroundings {
  readonly DOCKER_HOST?: string | undefined;
  readonly XDG_RUNTIME_DIR?: string | undefined;
  readonly home: string;
}

/**
 * The places to look, likeliest first: DOCKER_HOST alone if it is set, else the system's engine, a rootless one, Docker Desktop's.
 * `elsewhere`: DOCKER_HOST names an engine on another machine, where containers could see no file of ours.
 */
export function connections(around: Surroundings): readonly Connection[] | 'elsewhere' {
  const { DOCKER_HOST = '', XDG_RUNTIME_DIR, home } = around;
  if (DOCKER_HOST !== '') return given(DOCKER_HOST) ?? 'elsewhere';
  return [
    '/var/run/docker.sock',
    ...(XDG_RUNTIME_DIR === undefined ? [] : [`${XDG_RUNTIME_DIR}/docker.sock`]),
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
  ].map((socketPath) => ({ socketPath }));
}

function given(host: string): readonly Connection[] | undefined {
  if (host.startsWith('unix://')) return [{ socketPath: host.slice('unix://'.length) }];
  const [, name = '', port = '2375'] = host.match(/^(?:tcp|http):\/\/([^/:]+)(?::(\d+))?\/?$/) ?? [];
  if (name !== 'localhost' && !/^127\./.test(name)) return undefined;
  return [{ protocol: 'http', host: name, port: Number(port) }];
}

/** For people. */
export const placeOf = (connection: Connection): string =>
  'socketPath' in connection ? connection.socketPath : `${connection.host}:${connection.port}`;
