import { expect } from 'chai';
import { ConsoleSmsSender, type SmsMessage } from '@threepid/core';

const message = {
  to: '+447400123456',
  country: 'GB',
  text: 'Your code is 482915.\nKeep it.',
  purpose: 'verify',
  idempotencyKey: 'a',
} as const satisfies SmsMessage;

describe('ConsoleSmsSender', () => {
  it('prints a message in a frame, and says that it was sent', async () => {
    const printed: string[] = [];
    const sender = new ConsoleSmsSender((text) => printed.push(text));
    const [one, other] = [await sender.send(message), await sender.send(message)];
    expect(sender.name).to.equal('console');
    expect(printed).to.have.length(2);
    expect(printed[0]?.split('\n')).to.deep.equal([
      '',
      '┌──────────────────────┐',
      '│ SMS to +447400123456 │',
      '│                      │',
      '│ Your code is 482915. │',
      '│ Keep it.             │',
      '└──────────────────────┘',
      '',
      '',
    ]);
    expect(one).to.include({ kind: 'sent' });
    expect(one).to.not.deep.equal(other);
  });

  it('prints to standard output by default', async () => {
    const printed: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text) => printed.push(String(text)) > 0;
    try {
      await new ConsoleSmsSender().send(message);
    } finally {
      process.stdout.write = write;
    }
    expect(printed.join('')).to.include('SMS to +447400123456');
  });
});
