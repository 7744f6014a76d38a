// The load balancer's connections to targets: kept open and used again, one exchange at a time on each.

import { connect, type Socket } from 'node:net';
import type { Address } from '../addresses.js';

/** Who uses a connection at present. */
export interface User {
  /** Bytes that the target sent. */
  came(piece: Buffer): void;
  /** What was sent has gone out, after `send` answered false. */
  drained(): void;
  /** The target ended its side, or the connection broke. */
  ended(error: NodeJS.ErrnoException | undefined): void;
  /** Neither side said anything for as long as the load balancer waits; `connected`: a connection there was. */
  silent(connected: boolean): void;
}

export interface Patience {
  /** Host milliseconds until a connection must stand, and for which one may be silent. */
  readonly connectMs: number;
  readonly idleMs: number;
}

export class TargetConnection {
  private user: User | undefined;
  private connected = false;
  private error: NodeJS.ErrnoException | undefined;
  private readonly socket: Socket;

  constructor(
    address: Address,
    private patience: Patience,
    private readonly left: (connection: TargetConnection) => void,
  ) {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    this.socket = socket;
    socket.setTimeout(patience.connectMs);
    socket.once('connect', () => {
      this.connected = true;
      socket.setTimeout(this.patience.idleMs);
    });
    socket.on('data', (piece) => {
      // Nobody asked for that: whatever it is, the next answer is not to be found behind it.
      if (this.user === undefined) socket.destroy();
      else this.user.came(piece);
    });
    socket.on('drain', () => this.user?.drained());
    socket.on('timeout', () => {
      if (this.user === undefined) socket.destroy();
      else this.user.silent(this.connected);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.error = error;
    });
    socket.on('end', () => this.gone());
    socket.on('close', () => this.gone());
  }

  /** @param patience as it is now: it may have been another when the connection was made. */
  use(user: User, patience: Patience): void {
    this.user = user;
    if (this.connected && patience.idleMs !== this.patience.idleMs) this.socket.setTimeout(patience.idleMs);
    this.patience = patience;
  }

  /** Answers false when the target is slower than the client: more only after `drained`. @param text one byte a character. */
  send(bytes: string | Buffer): boolean {
    return typeof bytes === 'string' ? this.socket.write(bytes, 'latin1') : this.socket.write(bytes);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Nobody uses it now. */
  rest(): void {
    this.user = undefined;
    this.socket.resume();
  }

  close(): void {
    this.user = undefined;
    this.socket.destroy();
  }

  private gone(): void {
    const { user } = this;
    this.user = undefined;
    this.left(this);
    user?.ended(this.error);
  }
}

export class TargetConnections {
  private readonly idle = new Map<string, TargetConnection[]>();
  private readonly all = new Set<TargetConnection>();

  /** One that rests, the latest used first, or a new one. */
  take(address: Address, patience: Patience): TargetConnection {
    const resting = this.idle.get(keyOf(address))?.pop();
    if (resting !== undefined) return resting;
    const made = new TargetConnection(address, patience, (connection) => this.remove(address, connection));
    this.all.add(made);
    return made;
  }

  /** The exchange on it is over, and it can be used again. */
  giveBack(address: Address, connection: TargetConnection): void {
    if (!this.all.has(connection)) return;
    connection.rest();
    const key = keyOf(address);
    const resting = this.idle.get(key);
    if (resting === undefined) this.idle.set(key, [connection]);
    else resting.push(connection);
  }

  close(): void {
    for (const connection of this.all) connection.close();
  }

  private remove(address: Address, connection: TargetConnection): void {
    this.all.delete(connection);
    const key = keyOf(address);
    const rest = this.idle.get(key)?.filter((one) => one !== connection) ?? [];
    if (rest.length > 0) this.idle.set(key, rest);
    else this.idle.delete(key);
  }
}

const keyOf = ({ host, port }: Address): string => `${host}:${port}`;
