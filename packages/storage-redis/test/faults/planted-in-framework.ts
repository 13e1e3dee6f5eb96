import type {
  OpenOutcome,
  OpenSession,
  ReadOutcome,
  ReadSession,
  SettleMessage,
  SmsSender,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import type { FrameworkCrowdOptions } from './framework-crowd.js';
import { NotedStorage } from './noted-storage.js';

class ClaimsTwice extends NotedStorage {
  override async open(request: OpenSession): Promise<OpenOutcome> {
    const outcome = await super.open(request);
    if (outcome.kind === 'limited' || outcome.message.kind !== 'under-way') return outcome;
    return { ...outcome, message: { kind: 'claimed' } };
  }
}

class NewCodes extends NotedStorage {
  override async open(request: OpenSession): Promise<OpenOutcome> {
    const outcome = await super.open(request);
    if (outcome.kind === 'limited') return outcome;
    return { ...outcome, nonce: request.bySecret[outcome.secretIndex]?.code.nonce ?? outcome.nonce };
  }
}

class Unlimited extends NotedStorage {
  override open(request: OpenSession): Promise<OpenOutcome> {
    return super.open({ ...request, limits: [] });
  }
}

class Forgiving extends NotedStorage {
  override submit(request: SubmitCode): Promise<SubmitOutcome> {
    return super.submit({ ...request, wrongCodesAllowed: 200 });
  }
}

class AlwaysFirst extends NotedStorage {
  override async submit(request: SubmitCode): Promise<SubmitOutcome> {
    const outcome = await super.submit(request);
    if (outcome.kind !== 'validated') return outcome;
    return { ...outcome, first: true, sentMessage: outcome.sentMessage ?? 'AAAA' };
  }
}

class CountsAsSent extends NotedStorage {
  override settle(request: SettleMessage): Promise<string | undefined> {
    return super.settle({ ...request, result: 'sent' });
  }
}

class NeverConsumed extends NotedStorage {
  override consume(request: ReadSession): Promise<ReadOutcome> {
    return this.read(request);
  }
}

/** Sends again whatever the provider answered. */
function impatient(provider: SmsSender): SmsSender {
  return {
    name: 'impatient',
    send: async (message) => {
      await provider.send(message);
      return provider.send(message);
    },
  };
}

export interface PlantedBug {
  readonly bug: string;
  readonly planted: Pick<FrameworkCrowdOptions, 'storage' | 'sender'>;
  /** What the check says of it. */
  readonly found: RegExp;
}

/** Bugs of a storage or a sender that its callers, or the people with the phones, notice. */
export const plantedBugs: readonly PlantedBug[] = [
  { bug: 'a sender sends twice', planted: { sender: impatient }, found: /messages of equal attempts/ },
  {
    bug: 'a message is claimed by all who ask for it',
    planted: { storage: ClaimsTwice },
    found: /messages of equal attempts/,
  },
  {
    bug: 'a resend has another code',
    planted: { storage: NewCodes },
    found: /a right code was judged wrong/,
  },
  { bug: 'a number has no limit', planted: { storage: Unlimited }, found: /messages to \+/ },
  {
    bug: 'wrong codes end no session',
    planted: { storage: Forgiving },
    found: /guesses were judged in a session/,
  },
  { bug: 'each success is the first', planted: { storage: AlwaysFirst }, found: /had \d+ first successes/ },
  {
    bug: 'a failed message counts as sent',
    planted: { storage: CountsAsSent },
    found: /a success without a message|certainly never sent/,
  },
  {
    bug: 'a validation can be used again',
    planted: { storage: NeverConsumed },
    found: /used after it was consumed/,
  },
];
