import type {
  OpenOutcome,
  OpenSession,
  ReadOutcome,
  ReadSession,
  SettleMessage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import { LateStorage } from './late-storage.js';
import { onlyInRaces, type Fault } from './fault.js';

export const faultsInRaces: readonly Fault[] = [
  {
    fault: 'open looks and then claims: two calls send one message',
    storage: class extends LateStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const keys = this.keysOf(request.slot, request.bySecret.map(this.sessionIdOf));
        return this.lately(keys, () => super.open(request));
      }
    },
    foundBy: 'lets 1 of 300 equal calls send, and the others wait for it',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'open counts the number in a step of its own: its limit is exceeded',
    storage: class extends LateStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        return this.lately([], () => super.open(request));
      }
    },
    foundBy: 'sends 5 messages to a number that 300 client secrets ask for',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'submit looks and then counts: more guesses are judged than allowed',
    storage: class extends LateStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const keys = this.keysOf(request.slot, request.bySecret.map(this.sessionIdOf));
        return this.lately(keys, () => super.submit(request));
      }
    },
    foundBy: 'judges 5 of 200 guesses',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'the first success is told to all that submit at once',
    storage: class extends LateStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const keys = this.keysOf(request.slot, request.bySecret.map(this.sessionIdOf));
        return this.lately(keys, () => super.submit(request));
      }
    },
    foundBy: 'tells the first success to 1 of 100 right submits',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'the receipt is given to all that submit at once',
    storage: class extends LateStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const keys = this.keysOf(request.slot, request.bySecret.map(this.sessionIdOf));
        return this.lately(keys, () => super.submit(request));
      }
    },
    foundBy: 'gives the receipt to 1 of 300 right submits, the first',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'open looks and then claims: the receipt of a call that lost is kept',
    storage: class extends LateStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const keys = this.keysOf(request.slot, request.bySecret.map(this.sessionIdOf));
        return this.lately(keys, () => super.open(request));
      }
    },
    foundBy: 'keeps the receipt of the 1 of 300 equal calls that sends',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'consume reads and then removes: a validation is spent twice at once',
    storage: class extends LateStorage {
      override async consume(request: ReadSession): Promise<ReadOutcome> {
        return this.lately(this.keysOf(request.slot, request.sessionIds), () => super.consume(request));
      }
    },
    foundBy: 'lets 1 of 100 consume a validation',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'spend looks and then counts: an allowance is overspent',
    storage: class extends LateStorage {
      override async spend(request: SpendAllowance): Promise<SpendOutcome> {
        return this.lately([], () => super.spend(request));
      }
    },
    foundBy: 'spends 5 messages of an allowance that 300 calls ask for',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'settle looks and then records: a greater attempt is undone',
    storage: class extends LateStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        return this.lately(this.keysOf(request.slot, [request.sessionId]), () => super.settle(request));
      }
    },
    foundBy: 'keeps the greater attempt where the one before fails at the same time',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'settle looks and then records: what others recorded meanwhile is lost',
    storage: class extends LateStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        return this.lately(this.keysOf(request.slot, [request.sessionId]), () => super.settle(request));
      }
    },
    foundBy: 'settles each of 8 messages of a session at once',
    showsInSequence: onlyInRaces,
  },
];
