// A person's kept-alive connection to a host.
import { Client } from 'undici';

export class Connection {
  #client;
  #path;

  /** @param url of the host; its path goes before that of each call. */
  constructor(url) {
    const { origin, pathname } = new URL(url);
    this.#client = new Client(origin, { pipelining: 1 });
    this.#path = pathname.replace(/\/$/, '');
  }

  /** Resolves with the answer's JSON. Any other status than 200 is an error. */
  post(path, address, body) {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    return this.#exchange({ method: 'POST', path, headers, body: JSON.stringify(body) });
  }

  get(path, address) {
    return this.#exchange({ method: 'GET', path, headers: { 'x-forwarded-for': address } });
  }

  close() {
    return this.#client.close();
  }

  /** By `dispatch`, because undici's `request` would make a stream for each answer. */
  #exchange({ path, ...request }) {
    return new Promise((resolve, reject) => {
      let status = 0;
      let text = '';
      this.#client.dispatch(
        { ...request, path: this.#path + path },
        {
          onRequestStart() {},
          onResponseStart: (_, code) => void (status = code),
          onResponseData: (_, chunk) => void (text += chunk),
          onResponseEnd: () =>
            status === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${path}: ${status} ${text}`)),
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  }
}
