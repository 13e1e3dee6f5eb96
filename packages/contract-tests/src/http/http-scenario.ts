import type { HttpAnswer } from './http-answer.js';
import type { HttpCall } from './http-call.js';
import type { HttpConversation } from './http-conversation.js';

/** A test of the suite: requests to a host, and the expected answers. */
export interface HttpScenario {
  /** Unique in its section. */
  readonly name: string;
  readonly run: (conversation: HttpConversation) => Promise<void>;
  /** For a scenario of one request: the check for a host that can't answer it like others. */
  readonly call?: HttpCall;
}

/** The expectation of a row: throws if the answer is different. */
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
