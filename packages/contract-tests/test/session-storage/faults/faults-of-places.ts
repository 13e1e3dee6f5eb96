import type { OpenOutcome, OpenSession, SettleMessage } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelMessage,
} from '../../../dist/session-storage/model-storage.js';
import { onlyAtEdges, stateMachine, type Fault } from './fault.js';

export const faultsOfPlaces: readonly Fault[] = [
  {
    fault: 'secrets beyond the first are ignored',
    storage: class extends ModelStorage {
      protected override find(
        slot: string,
        sessionIds: readonly string[],
        now: number,
      ): FoundSession | undefined {
        return super.find(slot, sessionIds.slice(0, 1), now);
      }
    },
    foundBy: 'goes on with a session of an older secret',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a number is counted under each list of secrets by itself',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        return super.open({ ...request, numberId: `${request.numberId}${request.bySecret.length}` });
      }
    },
    foundBy: 'counts 10 messages over a rotation as 10, in whatever order the secrets are listed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session starts under the oldest secret',
    storage: class extends ModelStorage {
      protected override start(request: OpenSession, messages: readonly ModelMessage[]): FoundSession {
        const oldestFirst = { ...request, bySecret: request.bySecret.toReversed() };
        return { ...super.start(oldestFirst, messages), secretIndex: request.bySecret.length - 1 };
      }
    },
    foundBy: 'starts sessions under the newest secret',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a new code of an older secret is taken from the newest',
    storage: class extends ModelStorage {
      protected override codeOf(request: OpenSession) {
        return super.codeOf(request, this.first(request));
      }
    },
    foundBy: 'makes a new code and takes a next_link under the secret under which the session lies',
    showsInSequence: stateMachine,
  },
  {
    fault: 'slots are ignored',
    storage: class extends ModelStorage {
      protected override find(
        _slot: string,
        sessionIds: readonly string[],
        now: number,
      ): FoundSession | undefined {
        return super.find('', sessionIds, now);
      }

      protected override start(request: OpenSession, messages: readonly ModelMessage[]): FoundSession {
        return super.start({ ...request, slot: '' }, messages);
      }

      override async settle(request: SettleMessage): Promise<string | undefined> {
        return super.settle({ ...request, slot: '' });
      }
    },
    foundBy: 'keeps one session id in two slots apart',
    showsInSequence: onlyAtEdges,
  },
];
