import {
  createVerification,
  type NumberToVerify,
  type PendingSession,
  type ThreepidClientError,
  type Verification,
  type VerificationState,
} from '@threepid/client';
import { expect } from 'chai';
import fc from 'fast-check';
import { ScriptedClient, type OpenCall } from './scripted-client.js';

const numbers: readonly NumberToVerify[] = [
  { phoneNumber: '07400 123456', country: 'GB' },
  { phoneNumber: '07400 123456', country: 'DE' },
  { phoneNumber: '+447400123456' },
];
const errcodes = [
  'M_DESTINATION_REJECTED',
  'M_INVALID_ADDRESS',
  'M_INVALID_PARAM',
  'M_SEND_ERROR',
  'M_TOKEN_INCORRECT',
  'M_SESSION_EXPIRED',
  'M_NO_VALID_SESSION',
] as const;
const dead: ReadonlySet<string> = new Set(['M_SESSION_EXPIRED', 'M_NO_VALID_SESSION']);

const someError: fc.Arbitrary<ThreepidClientError> = fc.oneof(
  fc.record({
    errcode: fc.constantFrom(...errcodes),
    status: fc.constant(400),
    message: fc.constant('refused'),
  }),
  fc.record({
    errcode: fc.constant('M_LIMIT_EXCEEDED' as const),
    status: fc.constant(429),
    message: fc.constant('too many'),
    retryAfterMs: fc.constantFrom(undefined, 5_000, 100_000_000),
  }),
  fc.record({
    errcode: fc.constant('NETWORK_ERROR' as const),
    message: fc.constant('no answer'),
    cause: fc.constant(new TypeError('fetch failed')),
  }),
);

/** What the person, the server and time may do. Most ways lead on, so that many runs come far. */
const someStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('request' as const), number: fc.nat(2) }) },
  { weight: 8, arbitrary: fc.record({ what: fc.constant('answer' as const), call: fc.nat(1) }) },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant('refuse' as const), call: fc.nat(1), error: someError }),
  },
  { weight: 8, arbitrary: fc.record({ what: fc.constantFrom('submit', 'submit', 'resend') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom(
        'changeNumber',
        'restart',
        'stop',
        'throw',
        'challenge',
        'reload',
        'restore',
        'wait',
      ),
    }),
  },
);
type Step = typeof someStep extends fc.Arbitrary<infer Value> ? Value : never;

/** A page whose server, storage and clock a test plays, and which checks each of its steps. */
class CheckedPage {
  now = 1_000_000;
  readonly stored = new Map<string, string>();
  readonly #closed = new Set<OpenCall>();
  /** Secrets that must not be used any more. */
  readonly #finished = new Set<string>();
  /** The greatest send attempt that was accepted, by client secret. */
  readonly #accepted = new Map<string, number>();
  readonly #client = new ScriptedClient();
  readonly #numbers = new Map<string, NumberToVerify>();
  #codes = 0;
  #told = 0;
  #verification = this.#open();

  #create(): Verification {
    return createVerification({
      client: this.#client,
      storage: () => ({
        getItem: (key) => this.stored.get(key) ?? null,
        setItem: (key, value) => {
          this.stored.set(key, value);
        },
      }),
      now: () => this.now,
    });
  }

  #open(): Verification {
    const verification = this.#create();
    verification.subscribe(() => {
      this.#told += 1;
    });
    verification.restore();
    return verification;
  }

  async take(step: Step): Promise<void> {
    const before = this.#verification.state;
    const toldBefore = this.#told;
    const asked = this.#client.calls.length;
    const ofNobody = this.#play(step);
    await new Promise((resolve) => setImmediate(resolve));
    const after = this.#verification.state;
    if (ofNobody === true) expect(after, 'an answer that nobody waits for changes nothing').to.equal(before);
    const told = this.#told > toldBefore;
    if (step.what === 'restart') expect(told, 'a change is told').to.equal(true);
    else if (step.what !== 'reload') expect(told, 'changes alone are told').to.equal(after !== before);
    for (const call of this.#client.calls.slice(asked)) this.#checkCall(call);
    this.#checkState(after);
    this.#checkRestored(after);
  }

  /** True if it is an answer to a call that was ended. */
  #play(step: Step): boolean | undefined {
    switch (step.what) {
      case 'request':
        void this.#verification.request(numbers[step.number] ?? expect.fail('no number'));
        return undefined;
      case 'submit':
        this.#codes += 1;
        void this.#verification.submit(`code-${this.#codes}`);
        return undefined;
      case 'answer':
      case 'refuse':
        return this.#answer(
          this.#openCalls().at(-1 - step.call),
          step.what === 'refuse' ? step.error : undefined,
        );
      case 'throw':
        return this.#throw();
      case 'challenge':
        return this.#challenge();
      case 'reload':
        // A page that is gone learns no answers.
        for (const call of this.#openCalls()) this.#closed.add(call);
        this.#verification = this.#open();
        return undefined;
      case 'wait':
        this.now += 60_000;
        return undefined;
      case 'resend':
        void this.#verification.resend();
        return undefined;
      default:
        this.#verification[step.what]();
        return undefined;
    }
  }

  /** Calls without an answer, those that the page has ended too. */
  #openCalls(): readonly OpenCall[] {
    return this.#client.calls.filter((call) => !this.#closed.has(call));
  }

  #liveCalls(): readonly OpenCall[] {
    return this.#openCalls().filter(({ options }) => options.signal?.aborted !== true);
  }

  #answer(call: OpenCall | undefined, error: ThreepidClientError | undefined): boolean | undefined {
    if (call === undefined) return undefined;
    const live = this.#liveCalls().includes(call);
    if (live) this.#learn(call, error);
    this.#closed.add(call);
    if (call.kind === 'submit') call.answer(error === undefined ? { ok: true } : { ok: false, error });
    else if (error !== undefined) call.answer({ ok: false, error, session: call.session });
    else call.answer({ ok: true, session: { ...call.session, ...opened(call) } });
    return !live;
  }

  /** What the page knows once it has the answer. */
  #learn({ kind, session }: OpenCall, error: ThreepidClientError | undefined): void {
    const { step } = this.#verification.state;
    const isDead = error !== undefined && step !== 'sending' && dead.has(error.errcode);
    const isVerified = kind === 'submit' && error === undefined;
    if (isDead || isVerified) this.#finished.add(session.clientSecret);
    if (kind === 'request' && error === undefined)
      this.#accepted.set(session.clientSecret, session.sendAttempt + 1);
  }

  #throw(): boolean | undefined {
    const call = this.#openCalls().at(-1);
    if (call === undefined) return undefined;
    const live = this.#liveCalls().includes(call);
    this.#closed.add(call);
    call.reject(new Error('the widget failed'));
    return !live;
  }

  #challenge(): boolean | undefined {
    const call = this.#openCalls().at(-1);
    if (call?.kind !== 'request') return undefined;
    call.options.onChallenge?.({ done: this.#told / 1_000_000 });
    return !this.#liveCalls().includes(call);
  }

  #checkCall({ kind, session, ...call }: OpenCall): void {
    expect(this.#liveCalls(), 'calls in flight').to.have.length(1);
    expect(
      this.#finished.has(session.clientSecret),
      'a dead or finished session is never used again',
    ).to.equal(false);
    if (kind === 'request') this.#checkSession(session);
    else expect(call).to.have.property('code', `code-${this.#codes}`);
  }

  #checkSession({ clientSecret, sendAttempt, phoneNumber, country }: PendingSession): void {
    expect(sendAttempt).to.equal(this.#accepted.get(clientSecret) ?? 0);
    const number = this.#numbers.get(clientSecret) ?? { phoneNumber, country };
    expect(number, 'a secret is of one number').to.deep.equal({ phoneNumber, country });
    this.#numbers.set(clientSecret, number);
  }

  #checkState(state: VerificationState): void {
    const busy =
      state.step === 'sending' || state.step === 'checking' || (state.step === 'code' && state.resending);
    expect(this.#liveCalls(), `calls in flight in ${state.step}`).to.have.length(busy ? 1 : 0);
    if (state.step === 'code' || state.step === 'verified')
      expect(this.#finished.has(state.session.clientSecret)).to.equal(
        state.step === 'verified' || state.dead,
      );
  }

  /** A reload goes on in the same place, without the call in flight. */
  #checkRestored(state: VerificationState): void {
    const restored = this.#create();
    restored.restore();
    expect(lasting(restored.state)).to.deep.equal(lasting(state));
    expect([...this.stored.values()].join()).to.not.include('code-');
  }
}

function opened({ session: { sendAttempt, clientSecret } }: OpenCall & { readonly kind: 'request' }) {
  return {
    sendAttempt: sendAttempt + 1,
    sid: `sid-of-${clientSecret}`,
    msisdn: '447400123456',
    international: undefined,
  };
}

/** What survives a reload. */
function lasting(state: VerificationState): unknown {
  switch (state.step) {
    case 'number':
    case 'sending':
      return { step: 'number', number: plain(state.number) };
    case 'verified':
      return { step: 'verified', session: plain(state.session) };
    default: {
      const { session, resendAt, dead } = state;
      return { step: 'code', session: plain(session), resendAt, dead };
    }
  }
}

function plain(value: object | undefined): unknown {
  return JSON.parse(JSON.stringify(value ?? {}));
}

describe('any verification', () => {
  it('makes one call at a time, never uses a finished session again, and survives a reload at every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someStep, { maxLength: 40, size: 'max' }), async (steps) => {
        const page = new CheckedPage();
        for (const step of steps) await page.take(step);
      }),
      { numRuns: 300 },
    );
  });
});
