import { once } from 'node:events';
import { expect } from 'chai';
import {
  smsSenderContract,
  type SmsFault,
  type SmsPeer,
  type SmsPeerMessage,
  type SmsSenderContractOptions,
} from '@threepid/contract-tests';
import type { SmsMessage, SmsResult, SmsSender } from '@threepid/core';

/** A provider without a wire: what it says comes as a value, what it doesn't as an error. */
class MemoryPeer implements SmsPeer {
  readonly messages: SmsPeerMessage[] = [];
  #behaviour: SmsFault | 'accept' = 'accept';
  #times = Infinity;

  play(behaviour: SmsFault | 'accept', times = Infinity): void {
    this.#behaviour = behaviour;
    this.#times = times;
  }

  /** One request. Answers a word, or rejects as a broken connection does. */
  async take({ to, text }: SmsPeerMessage, signal: AbortSignal): Promise<string> {
    const behaviour = this.#behaviour;
    this.#times -= 1;
    if (this.#times <= 0) this.#behaviour = 'accept';
    if (['accept', 'server-error', 'hang', 'cut-after-reading', 'malformed-answer'].includes(behaviour))
      this.messages.push({ to, text });
    if (behaviour === 'hang') await once(signal, 'abort');
    if (behaviour === 'down' || behaviour === 'hang' || behaviour.startsWith('cut'))
      throw new Error(behaviour);
    return await Promise.resolve(behaviour);
  }
}

interface Request {
  readonly peer: MemoryPeer;
  readonly timeoutMs: number;
  readonly message: SmsMessage;
}

type Send = (request: Request) => Promise<SmsResult>;

const kinds: Readonly<Record<string, (cause: unknown) => SmsResult>> = {
  refuse: (cause) => ({ kind: 'refused', cause }),
  'invalid-parameter': (cause) => ({ kind: 'refused', cause }),
  'reject-destination': (cause) => ({ kind: 'rejected-destination', cause }),
  throttle: (cause) => ({ kind: 'unavailable', taken: 'no', cause }),
  down: (cause) => ({ kind: 'unavailable', taken: 'no', cause }),
};

let sent = 0;

/** The sender that does all of it right. */
const rightSend: Send = async ({ peer, timeoutMs, message }) => {
  const word = await peer.take(message, AbortSignal.timeout(timeoutMs)).catch((error: unknown) => {
    return error instanceof Error ? error.message : '';
  });
  sent += 1;
  if (word === 'accept') return { kind: 'sent', messageId: String(sent) };
  const cause = new Error(word);
  return kinds[word]?.(cause) ?? { kind: 'unavailable', taken: 'unknown', cause };
};

const secret = 'a very secret token';

function senderOf(
  send: Send,
  ready: ((peer: MemoryPeer) => Promise<void>) | undefined,
): SmsSenderContractOptions['create'] {
  return ({ timeoutMs }) => {
    const peer = new MemoryPeer();
    const sender: SmsSender = {
      name: 'memory',
      send: (message) => send({ peer, timeoutMs, message }),
      ...(ready === undefined ? {} : { ready: () => ready(peer) }),
    };
    return Promise.resolve({ sender, peer, secrets: [secret], close: () => Promise.resolve() });
  };
}

interface Subject {
  readonly send?: Send;
  readonly ready?: (peer: MemoryPeer) => Promise<void>;
  /** Whether the fault that costs time is played as well. */
  readonly hang?: boolean;
}

/** Runs the suite and answers the names of the tests that fail. */
async function failuresOf({ send = rightSend, ready, hang = false }: Subject): Promise<string[]> {
  const tests: (readonly [name: string, body: () => Promise<void>])[] = [];
  smsSenderContract({
    describe: (_, body) => {
      body();
    },
    it: (name, body) => tests.push([name, body]),
    create: senderOf(send, ready),
    notPlayed: hang ? {} : { hang: 'it takes time' },
  });
  const failed: string[] = [];
  for (const [name, body] of tests) await body().catch(() => failed.push(name));
  return failed;
}

/** A sender that does something else with what the right one answers. */
function instead(change: (result: SmsResult, message: SmsMessage) => SmsResult): Send {
  return async (request) => change(await rightSend(request), request.message);
}

/** A sender that puts something into the causes. */
function withCause(causeOf: (message: SmsMessage) => unknown): Send {
  return instead((result, message) =>
    result.kind === 'sent' ? result : { ...result, cause: causeOf(message) },
  );
}

/** A sender that spoils texts. */
function withText(change: (text: string) => string): Send {
  return (request) =>
    rightSend({ ...request, message: { ...request.message, text: change(request.message.text) } });
}

/** A sender that tries again on some answers. */
function tryingAgain(on: (result: SmsResult) => boolean): Send {
  return async (request) => {
    const result = await rightSend(request);
    return on(result) ? await rightSend(request) : result;
  };
}

function stuckSender(): Send {
  let stuck: SmsResult | undefined;
  return async (request) => {
    const result = stuck ?? (await rightSend(request));
    if (result.kind === 'unavailable') stuck = result;
    return result;
  };
}

/** What is wrong, and a word of the name of a test that must notice. */
const broken: Readonly<Record<string, Subject & { readonly noticedBy: RegExp }>> = {
  'tries again after a time-out': {
    send: tryingAgain((result) => result.kind === 'unavailable' && result.taken === 'unknown'),
    hang: true,
    noticedBy: /^hang: unavailable/,
  },
  'tries again after a broken connection': {
    send: tryingAgain((result) => result.kind === 'unavailable'),
    noticedBy: /^cut-after-reading: unavailable/,
  },
  'sends everything twice': {
    send: async (request) => {
      await rightSend(request);
      return await rightSend(request);
    },
    noticedBy: /of plain letters, once/,
  },
  'is always certain': {
    send: instead((result) => (result.kind === 'unavailable' ? { ...result, taken: 'no' } : result)),
    noticedBy: /^cut-after-reading: unavailable, taken: unknown/,
  },
  'is never certain': {
    send: instead((result) => (result.kind === 'unavailable' ? { ...result, taken: 'unknown' } : result)),
    noticedBy: /^throttle: unavailable, taken: no/,
  },
  'takes a refusal for an outage': {
    send: instead((result) =>
      result.kind === 'refused' ? { ...result, kind: 'unavailable', taken: 'no' } : result,
    ),
    noticedBy: /^refuse: refused/,
  },
  'takes a rejected number for a refusal': {
    send: instead((result) =>
      result.kind === 'rejected-destination' ? { ...result, kind: 'refused' } : result,
    ),
    noticedBy: /^reject-destination: rejected-destination/,
  },
  'believes any answer': {
    send: instead((result) => {
      return result.kind === 'unavailable' && result.taken === 'unknown'
        ? { kind: 'sent', messageId: '1' }
        : result;
    }),
    noticedBy: /^malformed-answer: unavailable/,
  },
  rejects: {
    send: async (request) => {
      const result = await rightSend(request);
      if (result.kind !== 'sent') throw new Error(result.kind);
      return result;
    },
    noticedBy: /^refuse: refused/,
  },
  throws: {
    send: ({ message }) => {
      throw new Error(message.idempotencyKey);
    },
    noticedBy: /never rejects/,
  },
  'answers no message id': {
    send: instead((result) => (result.kind === 'sent' ? { ...result, messageId: '' } : result)),
    noticedBy: /of plain letters/,
  },
  'answers one message id for all': {
    send: instead((result) => (result.kind === 'sent' ? { ...result, messageId: '1' } : result)),
    noticedBy: /100 messages/,
  },
  'takes messages to one number together': {
    send: async (request) => {
      const { peer, message } = request;
      await Promise.resolve();
      if (peer.messages.some(({ to }) => to === message.to)) return { kind: 'sent', messageId: message.text };
      return await rightSend(request);
    },
    noticedBy: /100 messages/,
  },
  'trims texts': { send: withText((text) => text.trim()), noticedBy: /spaces and line breaks/ },
  'normalises texts': {
    send: withText((text) => text.normalize('NFC')),
    noticedBy: /emoji and their joiners/,
  },
  'cuts texts': { send: withText((text) => text.slice(0, 160)), noticedBy: /many segments,/ },
  'loses plus signs': {
    send: withText((text) => text.replaceAll('+', ' ')),
    noticedBy: /form, XML and JSON/,
  },
  'escapes texts': {
    send: withText((text) => text.replaceAll('&', '&amp;')),
    noticedBy: /form, XML and JSON/,
  },
  'knows Latin 1 alone': {
    send: withText((text) => Buffer.from(text, 'latin1').toString('latin1')),
    noticedBy: /Japanese/,
  },
  'sends to the number without its plus sign': {
    send: (request) =>
      rightSend({ ...request, message: { ...request.message, to: request.message.to.slice(1) } }),
    noticedBy: /numbers of 9 to 15/,
  },
  'is silent about causes': { send: withCause(() => undefined), noticedBy: /^refuse: the cause/ },
  'tells the text': { send: withCause(({ text }) => new Error(text)), noticedBy: /^refuse: the cause/ },
  'tells the code': {
    send: withCause(({ text }) => ({ code: text.slice(0, 6) })),
    noticedBy: /^refuse: the cause/,
  },
  'tells the number': { send: withCause(({ to }) => new Error(`to ${to}`)), noticedBy: /^refuse: the cause/ },
  'tells the request': {
    send: withCause(({ to, text }) => ({ request: { body: new URLSearchParams({ to, text }).toString() } })),
    noticedBy: /^refuse: the cause/,
  },
  'tells the text in bytes': {
    send: withCause(({ text }) => new Error('x', { cause: { sent: Buffer.from(text) } })),
    noticedBy: /^refuse: the cause/,
  },
  'tells the text where no log looks at once': {
    send: withCause(({ text }) =>
      Object.defineProperty(new Error('x'), '$response', { value: { body: text } }),
    ),
    noticedBy: /^refuse: the cause/,
  },
  'tells its own secret': {
    send: withCause(() => new Error(`Bearer ${secret}`)),
    noticedBy: /^refuse: the cause/,
  },
  'does not recover': { send: stuckSender(), noticedBy: /the next message goes out/ },
  'sends a message to see whether it is ready': {
    ready: async (peer) => {
      await peer.take({ to: '+1', text: 'ready?' }, AbortSignal.timeout(1_000));
    },
    noticedBy: /while the provider accepts/,
  },
  'is not ready while all is well': {
    ready: () => Promise.reject(new Error('no')),
    noticedBy: /while the provider accepts/,
  },
};

describe('smsSenderContract', () => {
  it('passes a sender that does all of it right', async () => {
    expect(await failuresOf({ hang: true, ready: () => Promise.resolve() })).to.deep.equal([]);
  }).timeout(60_000);

  for (const [what, { noticedBy, ...subject }] of Object.entries(broken)) {
    it(`notices a sender that ${what}`, async () => {
      const failures = await failuresOf(subject);
      expect(
        failures.some((name) => noticedBy.test(name)),
        failures.join('; '),
      ).to.equal(true);
    }).timeout(60_000);
  }

  it('takes a provider at its word that it certainly did not take a message', () => {
    const names: string[] = [];
    smsSenderContract({
      describe: (_, body) => {
        body();
      },
      it: (name) => names.push(name),
      create: senderOf(rightSend, undefined),
      certainlyNotTaken: { 'server-error': 'it says so' },
      notPlayed: { throttle: 'it never does' },
    });
    expect(names).to.include('server-error: unavailable, taken: no');
    expect(names).to.include('throttle: not played, because it never does');
    expect(names.some((name) => name.startsWith('throttle, once'))).to.equal(false);
  });
});
