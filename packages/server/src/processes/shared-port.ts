import type { Clock } from '@threepid/core';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { urlOf } from '../http/url-of.js';
import { stopListening } from '../stop/stop-listening.js';
import type { Turns } from './turns.js';

/** A port whose connections are given away unread, to be read by another process. */
export class SharedPort {
  private readonly server = createServer({ pauseOnConnect: true, noDelay: true });

  constructor(
    turns: Turns,
    private readonly clock: Clock,
  ) {
    this.server.on('connection', (socket) => {
      turns.give(socket);
    });
  }

  /**
   * Listens, and resolves to the URL.
   *
   * @throws Error if the address can't be listened on.
   */
  async listen(host: string, port: number): Promise<string> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    return urlOf(this.server.address() as AddressInfo);
  }

  /** Closes the port. Connections that it has accepted by then, or that wait for it, have been given away. */
  close(): Promise<void> {
    return stopListening(this.server, this.clock);
  }
}
