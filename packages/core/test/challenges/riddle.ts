import type {
  AnswerVerdict,
  Challenge,
  ChallengeAnswer,
  ChallengeOffer,
  ChallengeProposal,
  SendCandidate,
  SendPolicy,
  SendVerdict,
} from '@threepid/core';

/** A challenge whose answer is the riddle's number and binding. */
export class Riddle implements Challenge {
  readonly name = 'riddle';
  readonly made: ChallengeProposal[] = [];
  lifetimeMs = 60_000;
  /** What is thrown by every call from now on. */
  failure: Error | undefined;

  make(proposal: ChallengeProposal): ChallengeOffer {
    if (this.failure !== undefined) throw this.failure;
    this.made.push(proposal);
    return { type: 'riddle', number: this.made.length };
  }

  check({ answer, binding, now }: ChallengeAnswer): Promise<AnswerVerdict> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const [id = '', bound] = answer.trim().split(' ');
    const made = this.made[Number(id) - 1];
    if (made?.binding !== binding || bound !== binding)
      return Promise.resolve({ kind: 'unsolved', reason: 'it is wrong' });
    const expiresAt = made.now + this.lifetimeMs;
    return Promise.resolve(
      now < expiresAt ? { kind: 'solved', id, expiresAt } : { kind: 'unsolved', reason: 'it is expired' },
    );
  }

  /** The answer to the last riddle. */
  solve(): string {
    return `${this.made.length} ${this.made.at(-1)?.binding ?? ''}`;
  }
}

/** Wants a proof for every message, and notes what it is asked. */
export class SuspiciousPolicy implements SendPolicy {
  readonly asked: boolean[] = [];
  whenProved: SendVerdict = { kind: 'allow' };
  whenNot: SendVerdict = { kind: 'challenge', retryAfterMs: 5_000 };

  judge({ proved }: SendCandidate): SendVerdict {
    this.asked.push(proved);
    return proved ? this.whenProved : this.whenNot;
  }
}
