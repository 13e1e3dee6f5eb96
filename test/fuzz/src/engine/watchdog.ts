import { Worker } from 'node:worker_threads';

/** Bytes before the input: when it began, and how long it is. */
const headBytes = 16;
const mostBytes = 1 << 17;

/** How long an input may take. Parsers take microseconds, and providers' time-outs are set below a second. */
export const hangMs = 15_000;

/**
 * The watchdog's own thread: neither an endless loop nor a promise that never settles keeps it from looking. It prints the
 * input, and ends the process.
 */
const watching = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const view = new DataView(workerData.shared);
setInterval(() => {
  const began = view.getFloat64(0);
  if (began === 0 || Date.now() - began < workerData.hangMs) return;
  const input = Buffer.from(workerData.shared, ${headBytes}, view.getUint32(8)).toString('latin1');
  writeSync(2, 'HANG: no end after ' + workerData.hangMs + ' ms of the input ' + JSON.stringify(input) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

/** Ends the process if an input takes too long, and says which. */
export class Watchdog {
  private readonly view: DataView;
  private readonly bytes: Buffer;
  private readonly worker: Worker;

  constructor() {
    const shared = new SharedArrayBuffer(headBytes + mostBytes);
    this.view = new DataView(shared);
    this.bytes = Buffer.from(shared, headBytes);
    this.worker = new Worker(watching, { eval: true, workerData: { shared, hangMs }, execArgv: [] });
    this.worker.unref();
  }

  begin(input: string): void {
    const length = this.bytes.write(input, 'latin1');
    this.view.setUint32(8, length);
    this.view.setFloat64(0, Date.now());
  }

  end(): void {
    this.view.setFloat64(0, 0);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
