// The codes that people get, from the feed of the SMS peer.
import { connect } from 'node:net';
import { once } from 'node:events';

const longestWaitMs = 10_000;

export class Inbox {
  #socket;
  #arrived = new Map();
  #waiting = new Map();

  static async open(port) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Inbox(socket);
  }

  constructor(socket) {
    this.#socket = socket.setEncoding('latin1');
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) this.#deliver(...line.split(' '));
    });
  }

  /** Resolves with the next code for a number, which may have arrived already. */
  codeOf(number) {
    const code = this.#arrived.get(number);
    if (code !== undefined) {
      this.#arrived.delete(number);
      return code;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no message to ${number}`)), longestWaitMs);
      this.#waiting.set(number, (arrived) => {
        clearTimeout(timer);
        resolve(arrived);
      });
    });
  }

  close() {
    this.#socket.destroy();
  }

  #deliver(number, code) {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) return void this.#arrived.set(number, code);
    this.#waiting.delete(number);
    waiting(code);
  }
}
