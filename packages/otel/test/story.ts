import {
  createThreepid,
  type DeliveryReceipt,
  type HttpResponse,
  type SmsSender,
  type Threepid,
  type ThreepidEvents,
} from '@threepid/core';
import type { Telemetry } from '@threepid/otel';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { AnsweringSender, refused, WoundClock } from './fakes.js';

const base = '/_matrix/identity/api/v1/validate/msisdn';

/** A sender whose provider reports deliveries. */
class ReportingSender extends AnsweringSender implements SmsSender {
  private listener: ((receipt: DeliveryReceipt) => void) | undefined;

  onReceipt(listener: (receipt: DeliveryReceipt) => void): void {
    this.listener = listener;
  }

  deliver(): void {
    this.listener?.({ sender: this.name, messageId: 'id-1', state: 'delivered' });
  }
}

/** A framework in which everything happens that is measured. */
export class Story {
  private readonly clock = new WoundClock();
  private readonly storage = new MemorySessionStorage({ clock: this.clock });
  private readonly sender = new ReportingSender('main');
  private readonly threepid: Threepid;
  private events: ThreepidEvents | undefined;
  private callers = 0;

  constructor(telemetry: Telemetry) {
    const { clock, storage, sender: sms } = this;
    const options = telemetry.options({
      secret: 'a secret for a test, of a good length',
      storage,
      sms,
      clock,
      destinations: { deny: ['FR'] },
      challenge: {
        name: 'none',
        make: () => ({ type: 'none' }),
        check: () => ({ kind: 'unsolved', reason: 'never' }),
      },
      guard: { budgets: { day: 1_000 } },
    });
    this.threepid = telemetry.observe(createThreepid(options));
    if (typeof options.events === 'object') this.events = options.events;
  }

  async happen(): Promise<void> {
    await this.verify('+447400123456');
    await this.ask('+33612345678');
    await this.pump();
    await this.failAtProvider('+4915112345678');
    await this.failInStorage('+4915112345679');
    await this.expire('+34612345678');
    this.tellRest();
  }

  /** Events that the core doesn't raise yet. */
  private tellRest(): void {
    const parts = { at: 0, country: 'GB', channel: 'sms', provider: 'main', ageMs: 12_000 } as const;
    for (const kind of ['verified', 'wrongCode', 'expired'] as const)
      void this.events?.on({ kind, ...parts });
    void this.events?.on({ kind: 'delivered', at: 0, provider: 'main', state: 'delivered', country: 'GB' });
  }

  /** With a wrong code first. */
  private async verify(number: string): Promise<void> {
    const sid = await this.ask(number);
    const { code = '' } = this.sender.asked.at(-1) ?? {};
    this.clock.pass(12_000);
    await this.post('/submitToken', {
      sid,
      client_secret: number.slice(1),
      token: code === '000000' ? '1' : '000000',
    });
    await this.post('/submitToken', { sid, client_secret: number.slice(1), token: code });
    this.sender.deliver();
  }

  /** A country's blocks of numbers, from as many addresses, until the guard asks for a proof. */
  private async pump(): Promise<void> {
    for (let block = 10; block < 40; block += 1) await this.ask(`+39320${String(block)}12345`);
  }

  private async failAtProvider(number: string): Promise<void> {
    const { answer } = this.sender;
    this.sender.answer = () => Promise.resolve(refused);
    await this.ask(number);
    this.sender.answer = answer;
  }

  private async failInStorage(number: string): Promise<void> {
    const open = this.storage.open.bind(this.storage);
    this.storage.open = () => Promise.reject(new Error('down'));
    await this.ask(number);
    this.storage.open = open;
  }

  private async expire(number: string): Promise<void> {
    await this.ask(number);
    this.clock.pass(15 * 60_000);
    await new Promise(setImmediate);
  }

  private async ask(number: string): Promise<unknown> {
    const asked = { client_secret: number.slice(1), country: '', phone_number: number, send_attempt: 1 };
    const response = await this.post('/requestToken', asked);
    return (JSON.parse(response?.body ?? '') as { sid?: unknown }).sid;
  }

  private post(path: string, body: object): Promise<HttpResponse | undefined> {
    this.callers += 1;
    const remoteAddress = `81.2.${String(this.callers)}.1`;
    return this.threepid.handle({
      method: 'POST',
      path: base + path,
      query: '',
      headers: {},
      body,
      remoteAddress,
    });
  }
}
