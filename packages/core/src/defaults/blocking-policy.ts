import type {
  ForgottenNumber,
  SendCandidate,
  SendEvent,
  SendPolicy,
  SendVerdict,
} from '../ports/send-policy.js';
import type { CurrentBlocks } from './current-blocks.js';

/** A policy that is asked only for destinations that the operator has not blocked. */
export class BlockingPolicy implements SendPolicy {
  constructor(
    private readonly policy: SendPolicy,
    private readonly blocks: CurrentBlocks,
  ) {}

  /** @throws StorageUnavailableError if it can't be known what is blocked; no message may be sent then. */
  judge(candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
    const found = this.blocks.find(candidate);
    if (found instanceof Promise)
      return found.then((block) => this.judgeUnless(block !== undefined, candidate));
    return this.judgeUnless(found !== undefined, candidate);
  }

  learn(event: SendEvent): void | Promise<void> {
    return this.policy.learn?.(event);
  }

  forget(number: ForgottenNumber): void | Promise<void> {
    return this.policy.forget?.(number);
  }

  private judgeUnless(isBlocked: boolean, candidate: SendCandidate): SendVerdict | Promise<SendVerdict> {
    return isBlocked ? blocked : this.policy.judge(candidate);
  }
}

/** As little as a destination that isn't served: a caller learns nothing of the operator's reasons. */
const blocked: SendVerdict = { kind: 'refuse', reason: 'its destination is not served', rule: 'blocked' };
