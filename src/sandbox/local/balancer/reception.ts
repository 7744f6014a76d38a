// A server whose connections are a load balancer's: each is read as one, and ends as one.

import { createServer } from 'node:net';
import type { Listening } from '../listeners.js';
import { ClientConnection } from './client-connection.js';
import type { Reception } from './ways.js';

export function listeningFor(reception: Reception): Listening {
  const clients = new Set<ClientConnection>();
  const server = createServer({ noDelay: true }, (socket) => {
    const client = new ClientConnection(socket, reception);
    clients.add(client);
    socket.once('close', () => clients.delete(client));
  });
  return {
    server,
    endIdle: () => {
      for (const client of clients) client.shut();
    },
    endAll: () => {
      for (const client of clients) client.destroy();
    },
  };
}
