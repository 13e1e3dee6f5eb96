import { createThreepid, type Challenge, type GuardTerms, type Threepid } from '@threepid/core';
import type { Ask, SimulatedCaller, SimulatedPolicy, Verdict } from '../policy.js';
import type { SimulatedStorage } from './simulated-storage.js';

const paths = '/_matrix/identity/api/v1/validate/msisdn';

export interface FrameworkOptions {
  readonly storage: SimulatedStorage;
  readonly terms: GuardTerms;
  /** True if people who would be refused are asked for a challenge where one helps. */
  readonly challenges: boolean;
}

/** Any answer solves it. */
const challenge: Challenge = {
  name: 'simulated',
  make: () => ({ type: 'simulated' }),
  check: ({ answer, now }) => ({ kind: 'solved', id: answer, expiresAt: now + 1_000 }),
};

/** The real framework, asked over its HTTP routes. Its clock is the simulator's. */
export class Framework implements SimulatedPolicy {
  private now = 0;
  /** The last code sent to each number. */
  private readonly codes = new Map<string, string>();
  /** The client secret that a caller uses for a number, until they have verified it. */
  private readonly secrets = new Map<string, string>();
  private readonly addresses = new Addresses();
  private readonly storage: SimulatedStorage;
  private readonly threepid: Threepid;
  private sessions = 0;
  private answers = 0;

  constructor({ storage, terms, challenges }: FrameworkOptions) {
    this.storage = storage;
    this.threepid = createThreepid({
      secret: 'a secret for the simulator, of a good length',
      storage: storage.create(),
      guard: { terms },
      ...(challenges ? { challenge } : {}),
      sms: {
        name: 'simulated',
        send: ({ to, text }) => {
          this.codes.set(to.replace('+', ''), /\d{6}/.exec(text)?.[0] ?? '');
          return Promise.resolve({ kind: 'sent', messageId: 'id' });
        },
      },
      clock: { now: () => this.now },
      production: true,
    });
  }

  async decide({ msisdn, caller, proved, now }: Ask): Promise<Verdict> {
    const remoteAddress = caller && this.addresses.of(caller);
    const visit = `${msisdn} ${remoteAddress ?? ''}`;
    const client_secret = this.secretOf(visit);
    const answered = proved ? { challenge_answer: `answer ${this.answers++}` } : {};
    const parameters = { client_secret, country: '', phone_number: `+${msisdn}`, ...answered };
    const { status, answer } = await this.post('requestToken', parameters, now, remoteAddress);
    if (status === 429) return { kind: answer['challenge'] === undefined ? 'refuse' : 'challenge' };
    if (status !== 200) throw new Error(`+${msisdn}: ${status} ${JSON.stringify(answer)}`);
    const submit = { client_secret, sid: answer['sid'], token: this.codes.get(msisdn) };
    return {
      kind: 'allow',
      verified: async (at) => {
        const submitted = await this.post('submitToken', submit, at, remoteAddress);
        if (submitted.status === 200) this.secrets.delete(visit);
      },
    };
  }

  close(): Promise<void> {
    return this.storage.clear();
  }

  private secretOf(visit: string): string {
    const secret = this.secrets.get(visit) ?? `secret.${this.sessions++}`;
    this.secrets.set(visit, secret);
    return secret;
  }

  private async post(
    call: string,
    parameters: object,
    now: number,
    remoteAddress: string | undefined,
  ): Promise<{ status: number; answer: Readonly<Record<string, unknown>> }> {
    this.now = now;
    const response = await this.threepid.handle({
      method: 'POST',
      path: `${paths}/${call}`,
      query: '',
      headers: {},
      body: JSON.stringify(parameters),
      remoteAddress,
    });
    if (response === undefined) throw new Error(`${call} is no path of the framework`);
    const { status, body } = response;
    return { status, answer: JSON.parse(body) as Readonly<Record<string, unknown>> };
  }
}

/** Real addresses for those of the simulator, which are only texts: different where those are, and alike where those are. */
class Addresses {
  private readonly numbers = new Map<string, number>();
  private readonly counts = new Map<string, number>();

  of({ address, premises, network }: SimulatedCaller): string {
    const ofNetwork = this.numberIn('', network);
    if (premises === undefined) return this.ipv4(ofNetwork, this.numberIn(network, address));
    const groups = [ofNetwork, this.numberIn(network, premises), this.numberIn(premises, address)];
    return `2a00:${groups.map((group) => group.toString(16)).join(':')}::1`;
  }

  private ipv4(ofNetwork: number, ofHost: number): string {
    return [16 + (ofNetwork >> 8), ofNetwork & 255, ofHost >> 8, ofHost & 255].join('.');
  }

  /** Numbers what lies in a place in the order of its first appearance. */
  private numberIn(place: string, name: string): number {
    const key = `${place} ${name}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const next = this.counts.get(place) ?? 0;
    this.counts.set(place, next + 1);
    this.numbers.set(key, next);
    return next;
  }
}
