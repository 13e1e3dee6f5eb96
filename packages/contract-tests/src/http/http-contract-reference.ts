import type { SessionStorage } from '@threepid/core';
import { comparable } from './expectations.js';
import type { HttpAnswer } from './http-answer.js';
import { HttpConversation, type HttpContractHost } from './http-conversation.js';
import type { HttpScenario } from './http-scenario.js';
import { nodeHttpListener } from './node-http-listener.js';
import { startHttpContractHost } from './start-http-contract-host.js';

/** The host that answers are compared with. Contracts of one process can share it: then it answers each row once. */
export interface HttpContractReference {
  close(): Promise<void>;
}

/** @param createStorage creates an empty storage, such as `new MemorySessionStorage()`. */
export function createHttpContractReference(createStorage: () => SessionStorage): HttpContractReference {
  return new ReferenceHost(createStorage);
}

/** Node's own HTTP server, started when it is first asked. */
export class ReferenceHost implements HttpContractReference {
  readonly #createStorage: () => SessionStorage;
  readonly #answers = new Map<number, Promise<readonly HttpAnswer[]>>();
  #host: Promise<HttpContractHost> | undefined;
  #contracts = 0;

  constructor(createStorage: () => SessionStorage) {
    this.#createStorage = createStorage;
  }

  /** @param index of the scenario, the same in every contract. */
  answersTo(scenario: HttpScenario, index: number): Promise<readonly HttpAnswer[]> {
    const known = this.#answers.get(index) ?? this.#converse(scenario, index);
    this.#answers.set(index, known);
    return known;
  }

  /** A number for each contract, so that their random requests don't find each other's sessions. */
  nextContract(): number {
    return this.#contracts++;
  }

  start(): Promise<HttpContractHost> {
    return (this.#host ??= startHttpContractHost(this.#createStorage(), nodeHttpListener));
  }

  async close(): Promise<void> {
    await (await this.#host)?.close();
  }

  async #converse(scenario: HttpScenario, index: number): Promise<readonly HttpAnswer[]> {
    return converse(await this.start(), scenario, index);
  }
}

/** @returns the answers of a host to a scenario, in the form in which they are compared. */
export async function converse(
  host: HttpContractHost,
  scenario: HttpScenario,
  index: number,
): Promise<readonly HttpAnswer[]> {
  const conversation = new HttpConversation(host, index);
  await conversation.begin();
  await scenario.run(conversation);
  return conversation.answers.map(comparable);
}
