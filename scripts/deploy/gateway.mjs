// The SMS gateway of a server that is checked, and a person who verifies a number with it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { URLSearchParams } from 'node:url';

/** Takes messages as `THREEPID_SMS=webhook` posts them. */
export class Gateway {
  #server;
  #codes = new Map();

  static async start() {
    const gateway = new Gateway();
    gateway.#server = createServer((request, response) => void gateway.#take(request, response));
    gateway.#server.listen(0, '127.0.0.1');
    await once(gateway.#server, 'listening');
    return gateway;
  }

  /** The settings of a server that sends by it. */
  get settings() {
    return {
      THREEPID_SMS: 'webhook',
      THREEPID_WEBHOOK_URL: `http://127.0.0.1:${this.#server.address().port}/`,
      THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    };
  }

  /** The code of the last message to a number. */
  codeOf(number) {
    return this.#codes.get(number);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request, response) {
    const body = await text(request);
    // The server also asks whether somebody is there.
    if (body !== '') {
      const message = JSON.parse(body);
      this.#codes.set(message.to, /(?<!\d)\d{6}(?!\d)/.exec(message.text)?.[0]);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"messageId":"1"}');
  }
}

/** Verifies a number over the protocol. @throws Error that says which call was answered otherwise. */
export async function verifyOver(url, gateway, number = '+447400123456') {
  const session = { client_secret: 'monkeys_are_GREAT' };
  const { sid } = await call(url, 'validate/msisdn/requestToken', {
    ...session,
    country: 'GB',
    phone_number: number,
    send_attempt: 1,
  });
  await call(url, 'validate/msisdn/submitToken', { ...session, sid, token: gateway.codeOf(number) });
  const query = new URLSearchParams({ ...session, sid });
  const { address } = await call(url, `3pid/getValidated3pid?${query}`);
  if (`+${address}` !== number) throw new Error(`${address} was verified instead of ${number}`);
}

async function call(url, path, body) {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/_matrix/identity/api/v1/${path}`, request);
  const answer = await response.json();
  if (!response.ok || answer.success === false)
    throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
