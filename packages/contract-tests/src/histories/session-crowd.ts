import type { SessionStorage } from '@threepid/core';
import { callStorage, type SessionCall } from '../session-storage/session-call.js';
import { allSecrets, CrowdMember } from './crowd-member.js';
import { CrowdRandom } from './crowd-random.js';

/** Options of `SessionCrowd`. */
export interface SessionCrowdOptions {
  /** The same calls for the same seed, as far as what they are answered is the same. */
  readonly seed: number;
  /** Numbers that are called for at any time. Few, so that calls meet. Default: 3. */
  readonly numbers?: number;
  /** Calls for a number, after which another one takes its place: the longer a history is, the longer its check may take. Default: 60. */
  readonly callsEach?: number;
  /** True if some calls are `forget` and `release`. Default: true. */
  readonly forgets?: boolean;
}

/** A client of a storage that joins a crowd. */
export interface CrowdClient {
  /** The storage that it calls, as `SessionHistory.record` returned it. */
  readonly storage: SessionStorage;
  /** Its clock, Unix ms. Clocks may differ by up to 60 seconds, the time included that a call is on its way. */
  readonly now: () => number;
  /** True while it goes on calling. */
  readonly goesOn: () => boolean;
  /** The secrets that it knows, newest first, of `SessionCrowd.secrets`. Default: the oldest alone. */
  readonly secrets?: () => readonly string[];
  /** Waited for after each call. */
  readonly afterCall?: (isRejected: boolean) => Promise<void>;
}

/**
 * Clients that make random calls for few numbers at once: each call is of consequence for others. What is answered is for a
 * `SessionHistory` to check.
 */
export class SessionCrowd {
  /** The names of secrets, newest first. */
  static readonly secrets = allSecrets;
  private readonly random: CrowdRandom;
  private readonly members: CrowdMember[];

  constructor(private readonly options: SessionCrowdOptions) {
    this.random = new CrowdRandom(options.seed);
    this.members = Array.from({ length: options.numbers ?? 3 }, () => this.newMember());
  }

  /** Calls one after the other, until the client goes on no longer. */
  async join(client: CrowdClient): Promise<void> {
    const { now, goesOn, secrets = () => allSecrets.slice(-1), afterCall } = client;
    while (goesOn()) {
      const member = this.member();
      const call = member.call({ secrets: secrets(), now: now() });
      if (call === undefined) continue;
      const isRejected = await isRejectedCall(client.storage, member, call);
      await afterCall?.(isRejected);
    }
  }

  private member(): CrowdMember {
    const place = this.random.below(this.members.length);
    const member = this.members[place];
    if (member !== undefined && member.callsLeft > 0) return member;
    return (this.members[place] = this.newMember());
  }

  private newMember(): CrowdMember {
    const { callsEach = 60, forgets = true } = this.options;
    return new CrowdMember(this.random, callsEach, forgets);
  }
}

/** The history tells whether the error is one that a storage may give. */
async function isRejectedCall(
  storage: SessionStorage,
  member: CrowdMember,
  call: SessionCall,
): Promise<boolean> {
  try {
    member.learn(call, await callStorage(storage, call));
    return false;
  } catch {
    return true;
  }
}
