import { randomUUID } from 'node:crypto';
import type { SmsMessage, SmsResult, SmsSender } from '../ports/sms-sender.js';

/** Prints messages in a visible frame instead of sending them. Only for development: it shows codes. */
export class ConsoleSmsSender implements SmsSender {
  readonly name = 'console';
  readonly #print: (text: string) => void;

  /** @param print writes a message; default: standard output. */
  constructor(print: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#print = print;
  }

  send({ to, text }: SmsMessage): Promise<SmsResult> {
    this.#print(frame([`SMS to ${to}`, '', ...text.split('\n')]));
    return Promise.resolve({ kind: 'sent', messageId: randomUUID() });
  }
}

function frame(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const edge = '─'.repeat(width + 2);
  const body = lines.map((line) => `│ ${line.padEnd(width)} │\n`).join('');
  return `\n┌${edge}┐\n${body}└${edge}┘\n\n`;
}
