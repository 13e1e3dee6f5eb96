import { randomInt } from 'node:crypto';
import {
  createThreepid,
  type HttpResponse,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type SessionStorage,
  type ThreepidOptions,
} from '@threepid/core';

const identityApi = '/_matrix/identity/api/v1/validate/msisdn';

/** Keeps what it is given to send. */
export class RecordingSender implements SmsSender {
  readonly name = 'recording';
  readonly messages: SmsMessage[] = [];

  /** @param result what it answers, after it kept the message. */
  constructor(private readonly result: () => Promise<SmsResult> | SmsResult = sent) {}

  send(message: SmsMessage): Promise<SmsResult> {
    this.messages.push(message);
    return Promise.resolve(this.result());
  }

  /** Messages that went to a number. */
  to(number: string): SmsMessage[] {
    return this.messages.filter(({ to }) => to === number);
  }
}

function sent(): SmsResult {
  return { kind: 'sent', messageId: 'message' };
}

/** What a request was answered. */
export interface VerificationAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody with a number and a client secret. */
export interface Person {
  readonly number: string;
  readonly clientSecret: string;
}

/** The whole framework over a storage, without the guard: most who ask here never verify. */
export class FrameworkOverStorage {
  private readonly threepid;

  constructor(
    storage: SessionStorage,
    readonly sender = new RecordingSender(),
    options: Partial<ThreepidOptions> = {},
  ) {
    this.threepid = createThreepid({
      secret: 'a secret of the fault tests',
      storage,
      sms: sender,
      guard: { mode: 'off' },
      limits: { perNumberAndAddress: [], perAddress: [], perSite: [], perNetwork: [] },
      ...options,
    });
  }

  requestToken({ number, clientSecret }: Person, sendAttempt = 1, changes = {}): Promise<VerificationAnswer> {
    return this.post('requestToken', {
      client_secret: clientSecret,
      country: 'GB',
      phone_number: number,
      send_attempt: sendAttempt,
      ...changes,
    });
  }

  submitToken({ clientSecret }: Person, sid: unknown, token: string): Promise<VerificationAnswer> {
    return this.post('submitToken', { sid, client_secret: clientSecret, token });
  }

  async validated({ clientSecret }: Person, sid: unknown): Promise<VerificationAnswer> {
    const query = `sid=${String(sid)}&client_secret=${clientSecret}`;
    const path = '/_matrix/identity/api/v1/3pid/getValidated3pid';
    return answer(
      await this.threepid.handle({
        method: 'GET',
        path,
        query,
        headers: {},
        body: undefined,
        remoteAddress: undefined,
      }),
    );
  }

  private async post(call: string, body: Readonly<Record<string, unknown>>): Promise<VerificationAnswer> {
    const headers = { 'content-type': 'application/json' };
    const path = `${identityApi}/${call}`;
    const request = {
      method: 'POST',
      path,
      query: '',
      headers,
      body: JSON.stringify(body),
      remoteAddress: undefined,
    };
    return answer(await this.threepid.handle(request));
  }
}

/** One after the other: of random ones, two are soon the same. */
let lastNumber = randomInt(100_000);

/** Somebody new, with a mobile number of the United Kingdom. */
export function newPerson(): Person {
  lastNumber = (lastNumber + 1) % 100_000;
  const number = `+4474001${lastNumber.toString().padStart(5, '0')}`;
  return { number, clientSecret: `secret${randomInt(2 ** 47)}` };
}

/** The code of a message. */
export function codeOf(message: SmsMessage | undefined): string {
  const code = /\d{6}/.exec(message?.text ?? '')?.[0];
  if (code === undefined) throw new Error('there is no code to read');
  return code;
}

/** A code that is not the right one. */
export function otherCode(code: string, by = 1): string {
  return ((Number(code) + by) % 1_000_000).toString().padStart(6, '0');
}

function answer(response: HttpResponse | undefined): VerificationAnswer {
  if (response === undefined) throw new Error('no route took the request');
  return { status: response.status, body: JSON.parse(response.body) as VerificationAnswer['body'] };
}
