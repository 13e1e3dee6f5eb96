import type { HttpAnswer } from './http-answer.js';
import type { HttpCall } from './http-call.js';
import type { HttpContractControl, HttpContractFaults, KnownCaller } from './http-contract-control.js';
import { exchange, exchangeAll, resetAfterSending } from './raw-exchange.js';

/** A running host. */
export interface HttpContractHost {
  /** Such as `http://127.0.0.1:8090`, with the adapter's mount path, if any; no trailing slash. */
  readonly baseUrl: string;
  readonly control: HttpContractControl;
  close(): Promise<void>;
}

/** An unused mobile number in all its notations. */
export interface FreshNumber {
  /** `+447400000001` */
  readonly e164: string;
  /** `447400000001` */
  readonly msisdn: string;
  /** `07400000001`, as dialled in `GB`. */
  readonly national: string;
  /** `+44 7400 000001` */
  readonly international: string;
}

/** The time of the first scenario. Each scenario has its own days, so that nothing of another is left. */
const epoch = Date.UTC(2030, 0);
const scenarioMs = 7 * 86_400_000;
const numbersOfScenario = 10;

/** The tools of a scenario: a host, a clock, and its own numbers. */
export class HttpConversation {
  readonly #host: HttpContractHost;
  readonly #index: number;
  readonly #answers: HttpAnswer[] = [];
  #now: number;
  #faults: HttpContractFaults = {};
  #numbers = 0;

  /** @param index of the scenario: the same for each host, so that their answers can be compared. */
  constructor(host: HttpContractHost, index: number) {
    this.#host = host;
    this.#index = index;
    this.#now = epoch + index * scenarioMs;
  }

  /** Unix milliseconds, by the host's clock. */
  get now(): number {
    return this.#now;
  }

  /** All answers so far, without their random parts. */
  get answers(): readonly HttpAnswer[] {
    return this.#answers.map(withoutSid);
  }

  async begin(): Promise<void> {
    await this.#host.control.forget();
    await this.#set();
  }

  async send(call: HttpCall): Promise<HttpAnswer> {
    const answer = await exchange(this.#host.baseUrl, call);
    this.#answers.push(answer);
    return answer;
  }

  /** Sends calls over one connection, all written at once. */
  async sendAll(calls: readonly HttpCall[]): Promise<readonly HttpAnswer[]> {
    const answers = await exchangeAll(this.#host.baseUrl, calls);
    this.#answers.push(...answers);
    return answers;
  }

  /** Sends calls over separate connections, all at once. The order of the answers is not compared between hosts. */
  async sendAtOnce(calls: readonly HttpCall[]): Promise<readonly HttpAnswer[]> {
    const answers = await Promise.all(calls.map((call) => exchange(this.#host.baseUrl, call)));
    this.#answers.push(...answers.toSorted((a, b) => (a.body < b.body ? -1 : 1)));
    return answers;
  }

  /** Advances the clock. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    await this.#set();
  }

  async play(faults: HttpContractFaults): Promise<void> {
    this.#faults = faults;
    await this.#set();
  }

  number(): FreshNumber {
    const subscriber = String(this.#index * numbersOfScenario + this.#numbers++).padStart(6, '0');
    return {
      e164: `+447400${subscriber}`,
      msisdn: `447400${subscriber}`,
      national: `07400${subscriber}`,
      international: `+44 7400 ${subscriber}`,
    };
  }

  /** The kinds of address that the host has passed on so far. */
  async callers(): Promise<readonly KnownCaller[]> {
    return this.#host.control.callers();
  }

  /** Sends a request whole and resets the connection, before the host has read all of it. */
  async reset(call: HttpCall): Promise<void> {
    await resetAfterSending(this.#host.baseUrl, call);
  }

  /** The texts that a number got, oldest first. */
  async messages({ e164 }: Pick<FreshNumber, 'e164'>): Promise<readonly string[]> {
    return this.#host.control.messages(e164);
  }

  /** The code in the latest message of a number. */
  async code(number: Pick<FreshNumber, 'e164'>): Promise<string> {
    const code = /[0-9]{6}/.exec((await this.messages(number)).at(-1) ?? '')?.[0];
    if (code === undefined) throw new Error('the number got no code');
    return code;
  }

  #set(): Promise<void> {
    return this.#host.control.set(this.#now, this.#faults);
  }
}

/** A sid is random, and as long as any other. */
function withoutSid(answer: HttpAnswer): HttpAnswer {
  return { ...answer, body: answer.body.replace(/"sid":"[^"]{24}"/, '"sid":"..."') };
}
