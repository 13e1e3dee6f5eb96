import { createHttpContractThreepid, type HttpContractThreepid } from '@threepid/contract-tests';
import { MemorySessionStorage } from '@threepid/storage-memory';
import type { Express } from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An Express app that listens on a free port of this machine. */
export class ExpressHost {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(app: Express): Promise<ExpressHost> {
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ExpressHost(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }
}

/** A framework with its clock at a fixed time. */
export async function createFramework(): Promise<HttpContractThreepid> {
  const framework = createHttpContractThreepid(new MemorySessionStorage());
  await framework.control.set(Date.UTC(2030, 0), {});
  return framework;
}

export const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/** A request for a code. */
export const fields = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: '1',
};

export const asJson: RequestInit = {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(fields),
};

export const asForm: RequestInit = { method: 'POST', body: new URLSearchParams(fields) };
