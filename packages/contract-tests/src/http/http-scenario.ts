import type { HttpAnswer } from './http-answer.js';
import type { HttpCall } from './http-call.js';
import type { HttpConversation } from './http-conversation.js';

/** A test of the suite: what is said to a host, and what it must answer. */
export interface HttpScenario {
  /** Unique in its section. */
  readonly name: string;
  readonly run: (conversation: HttpConversation) => Promise<void>;
  /** For a scenario of one request: what a host that can't answer it as others do is held to instead. */
  readonly call?: HttpCall;
}

/** What a row expects: throws if the answer isn't that. */
export type Expectation = (answer: HttpAnswer) => void;

/** A scenario of one request: a row of a table. */
export function row(name: string, call: HttpCall, expected: Expectation): HttpScenario {
  return {
    name,
    call,
    run: async (conversation) => {
      expected(await conversation.send(call));
    },
  };
}

/** Scenarios that belong together. */
export interface HttpSection {
  readonly name: string;
  readonly scenarios: readonly HttpScenario[];
}
