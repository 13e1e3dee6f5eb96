import type { MessageOutcome, ReadMessage } from '@threepid/core';
import { ModelStorage, type ModelMessage } from '../../../dist/session-storage/model-storage.js';
import { onlyAtEdges, stateMachine, type Fault } from './fault.js';

export const faultsOfOutcomes: readonly Fault[] = [
  {
    fault: 'outcomeOf says under-way of a message that was settled',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await super.outcomeOf(request);
        return outcome === 'rejected' ? 'under-way' : outcome;
      }
    },
    foundBy: 'says rejected from the step that settled a message so, until its lifetime is over',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf does not tell a rejection from a failure',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await super.outcomeOf(request);
        return outcome === 'rejected' ? 'failed' : outcome;
      }
    },
    foundBy: 'says what became of a message after others were claimed and settled',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf says failed of a message that the session does not know',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const session = this.sessions.get(request.slot + request.sessionId);
        const isKnown = session?.messages.some(({ claim }) => claim === request.claim) === true;
        return isKnown ? super.outcomeOf(request) : 'failed';
      }
    },
    foundBy: 'says sent of a claim that a live session does not know',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'outcomeOf says sent without a session',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const found = this.find(request.slot, [request.sessionId], request.now);
        return found === undefined ? 'sent' : super.outcomeOf(request);
      }
    },
    foundBy: 'says failed of a session that was consumed or has ended',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf answers for the session that has taken its place',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const { generation = request.generation } = this.sessions.get(request.slot + request.sessionId) ?? {};
        return super.outcomeOf({ ...request, generation });
      }
    },
    foundBy: 'says failed once another session is in the place of one that was consumed, or is dead',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf forgets a result as soon as it told it',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await super.outcomeOf(request);
        const key = request.slot + request.sessionId;
        const session = this.sessions.get(key);
        const forget = (message: ModelMessage): ModelMessage =>
          message.claim === request.claim && outcome !== 'under-way' ? this.forgotten(message) : message;
        if (session !== undefined) {
          this.sessions.set(key, { ...session, messages: session.messages.map(forget) });
        }
        return outcome;
      }
    },
    foundBy: 'tells 200 callers of equal calls what became of the message',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a result is told beyond the lifetime of its claim',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const { slot, sessionId, claim, now } = request;
        const session = this.find(slot, [sessionId], now)?.session;
        const message = session?.messages.find((other) => other.claim === claim);
        return message?.result ?? super.outcomeOf(request);
      }
    },
    foundBy: 'says failed from the step that settled a message so, until its lifetime is over',
    showsInSequence: stateMachine,
  },
];
