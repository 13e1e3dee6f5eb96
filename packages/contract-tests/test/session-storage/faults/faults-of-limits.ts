import type { MessageLimit, OpenOutcome, OpenSession } from '@threepid/core';
import { ModelStorage } from '../../../dist/session-storage/model-storage.js';
import { onlyAtEdges, stateMachine, type Fault } from './fault.js';

const minute = 60_000;

export const faultsOfLimits: readonly Fault[] = [
  {
    fault: 'messages are counted by client secret',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        return super.open({ ...request, numberId: this.first(request).sessionId });
      }
    },
    foundBy: 'counts a number over all client secrets',
    showsInSequence: stateMachine,
  },
  {
    fault: 'one message more than the limit is sent',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        return super.waitForOne(times, { ...limit, messages: limit.messages + 1 }, now);
      }
    },
    foundBy: 'sends as many messages as the limit says and no more',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a window is 1 ms too long',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        return super.waitForOne(times, { ...limit, windowMs: limit.windowMs + 1 }, now);
      }
    },
    foundBy: 'says to the millisecond when a message is free again',
    showsInSequence: stateMachine,
  },
  {
    fault: 'windows do not slide: they begin at each full hour, ten minutes, ...',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        const began = now - (now % limit.windowMs);
        const sent = times.filter((time) => time >= began).length;
        return sent < limit.messages ? 0 : began + limit.windowMs - now;
      }
    },
    foundBy: 'says to the millisecond when a message is free again',
    showsInSequence: stateMachine,
  },
  {
    fault: 'only the first of several limits is held',
    storage: class extends ModelStorage {
      protected override waitFor(
        times: readonly number[],
        limits: readonly MessageLimit[],
        now: number,
      ): number {
        return super.waitFor(times, limits.slice(0, 1), now);
      }
    },
    foundBy: 'holds every one of several limits, and names the longest wait',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the shortest wait is named, not the longest',
    storage: class extends ModelStorage {
      protected override waitFor(
        times: readonly number[],
        limits: readonly MessageLimit[],
        now: number,
      ): number {
        const waits = limits.map((limit) => this.waitForOne(times, limit, now)).filter((wait) => wait > 0);
        return waits.length === 0 ? 0 : Math.min(...waits);
      }
    },
    foundBy: 'holds every one of several limits, and names the longest wait',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages of one millisecond are counted as one',
    storage: class extends ModelStorage {
      protected override count(key: string, now: number): void {
        if (!this.timesOf(key).includes(now)) super.count(key, now);
      }
    },
    foundBy: 'counts messages of one millisecond each by itself',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a refund takes out all messages of the millisecond',
    storage: class extends ModelStorage {
      protected override refundMessage(key: string, at: number): void {
        this.counts.set(
          key,
          this.timesOf(key).filter((time) => time !== at),
        );
      }
    },
    foundBy: 'takes one message out, not all of the same millisecond',
    showsInSequence: stateMachine,
  },
  {
    fault: 'what is not limited is counted all the same',
    storage: class extends ModelStorage {
      protected override isCounted(): boolean {
        return true;
      }
    },
    foundBy: 'neither limits nor counts where no limits are given',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages are taken in the order of arrival for the order of time',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        const last = times.at(-limit.messages);
        return last === undefined ? 0 : Math.max(0, last + limit.windowMs - now);
      }
    },
    foundBy: 'counts right where calls arrive out of order',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages of a clock that jumped ahead count until it gets there',
    storage: class extends ModelStorage {
      protected override isInReach(): boolean {
        return true;
      }
    },
    foundBy:
      'does not lock a number for longer than its window after a clock that jumped ahead a day and back',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'messages of a clock that is a little ahead do not count',
    storage: class extends ModelStorage {
      protected override isInReach(time: number, now: number): boolean {
        return time <= now;
      }
    },
    foundBy: 'counts a message of a clock that is 60 seconds ahead, and none of one 1 ms more',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages of a clock count 1 ms too far ahead',
    storage: class extends ModelStorage {
      protected override isInReach(time: number, now: number): boolean {
        return super.isInReach(time, now + 1);
      }
    },
    foundBy:
      'counts what an allowance spent by a clock that is 60 seconds ahead, and nothing of one 1 ms more',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'messages are forgotten as soon as one clock saw them leave the window',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        for (const [key, counted] of this.counts) {
          if (counted === times) this.counts.set(key, this.since(times, now - 60 * minute));
        }
        return super.waitForOne(times, limit, now);
      }

      private since(times: readonly number[], began: number): readonly number[] {
        return times.filter((time) => time > began);
      }
    },
    foundBy: 'forgets no message that still counts for a clock 60 seconds behind',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'what a clock that jumped ahead counted is dropped',
    storage: class extends ModelStorage {
      protected override count(key: string, now: number): void {
        this.counts.set(
          key,
          this.timesOf(key).filter((time) => this.isInReach(time, now)),
        );
        super.count(key, now);
      }
    },
    foundBy: 'goes on counting what the clock that jumped counted, for a clock that gets there',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'refund changes nothing',
    storage: class extends ModelStorage {
      override async refund(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: 'takes a message back that was not sent',
    showsInSequence: stateMachine,
  },
];
