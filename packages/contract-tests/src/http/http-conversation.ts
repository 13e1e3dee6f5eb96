import type { HttpAnswer } from './http-answer.js';
import type { HttpCall } from './http-call.js';
import type { HttpContractControl, HttpContractFaults, KnownCaller } from './http-contract-control.js';
import { exchange, exchangeAll, resetAfterSending } from './raw-exchange.js';

/** A host that runs. */
export interface HttpContractHost {
  /** Such as `http://127.0.0.1:8090`, with the path below which the adapter is mounted, if any; no slash at its end. */
  readonly baseUrl: string;
  readonly control: HttpContractControl;
  close(): Promise<void>;
}

/** A mobile number that nobody used before, in its spellings. */
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

/** The time at which the first scenario begins. Each has some days of its own, so that nothing of another is left. */
const epoch = Date.UTC(2030, 0);
const scenarioMs = 7 * 86_400_000;
const numbersOfScenario = 10;

/** What a scenario is told: a host to talk to, a clock, and numbers of its own. */
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

  /** All answers so far, without what is random in them. */
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

  /** Over one connection, all written at once. */
  async sendAll(calls: readonly HttpCall[]): Promise<readonly HttpAnswer[]> {
    const answers = await exchangeAll(this.#host.baseUrl, calls);
    this.#answers.push(...answers);
    return answers;
  }

  /** Over connections of their own, all at once. Which of them is answered first is not compared between hosts. */
  async sendAtOnce(calls: readonly HttpCall[]): Promise<readonly HttpAnswer[]> {
    const answers = await Promise.all(calls.map((call) => exchange(this.#host.baseUrl, call)));
    this.#answers.push(...answers.toSorted((a, b) => (a.body < b.body ? -1 : 1)));
    return answers;
  }

  /** Lets milliseconds pass. */
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

  /** What the host told of the addresses of callers so far. */
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
