import type { ForgetNumber } from '@threepid/core';
import { ModelStorage } from '../../../dist/session-storage/model-storage.js';
import { onlyAtEdges, stateMachine, type Fault } from './fault.js';

export const faultsOfForgetting: readonly Fault[] = [
  {
    fault: 'forget changes nothing',
    storage: class extends ModelStorage {
      override async forget(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: 'removes its sessions by every client secret: open, dead and validated',
    showsInSequence: stateMachine,
  },
  {
    fault: 'validated sessions are not forgotten',
    storage: class extends ModelStorage {
      override async forget(request: ForgetNumber): Promise<void> {
        const kept = [...this.sessions].filter(([, { validatedAt }]) => validatedAt !== undefined);
        await super.forget(request);
        for (const [key, session] of kept) this.sessions.set(key, session);
      }
    },
    foundBy: 'removes its sessions by every client secret: open, dead and validated',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'the whole slot is forgotten',
    storage: class extends ModelStorage {
      protected override tagOf(): string {
        return '';
      }
    },
    foundBy: 'changes nothing of other numbers, not even in its slot',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'the count of a forgotten number goes on',
    storage: class extends ModelStorage {
      override async forget(request: ForgetNumber): Promise<void> {
        const key = this.numberKey(request);
        const times = this.timesOf(key);
        await super.forget(request);
        this.counts.set(key, times);
      }
    },
    foundBy: 'lets its limits start anew, also for messages of the day before',
    showsInSequence: stateMachine,
  },
  {
    fault: 'allowances of a forgotten number go on',
    storage: class extends ModelStorage {
      override async forget(request: ForgetNumber): Promise<void> {
        const kept = [...this.counts].filter(([key]) => key.startsWith('allowance '));
        await super.forget(request);
        for (const [key, times] of kept) this.counts.set(key, times);
      }
    },
    foundBy: 'removes the allowances that begin with its id, and no others',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a released number loses its sessions',
    storage: class extends ModelStorage {
      override release(request: ForgetNumber): Promise<void> {
        return this.forget(request);
      }
    },
    foundBy: 'is a number whose limits start anew, while its sessions stay',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'allowances of a released number go on',
    storage: class extends ModelStorage {
      override async release(request: ForgetNumber): Promise<void> {
        this.counts.delete(this.numberKey(request));
        return Promise.resolve();
      }
    },
    foundBy: 'is no other number, and no allowance but those that begin with its id',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'the times of messages are those that are stored',
    storage: class extends ModelStorage {
      protected override countedWithin(key: string): readonly number[] {
        return this.timesOf(key);
      }
    },
    foundBy: 'are the times of the messages that a window counts, of a number and of no other',
    showsInSequence: onlyAtEdges,
  },
];
