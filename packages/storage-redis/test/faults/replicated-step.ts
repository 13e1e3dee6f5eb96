import {
  createThreepid,
  MatrixError,
  StorageUnavailableError,
  type BlockStorage,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { RedisSessionStorage, type RedisStorageOptions } from '@threepid/storage-redis';
import type { Cluster, Redis } from 'ioredis';
import { codeOf, newPerson, otherCode, RecordingSender, type Person } from '../verification.js';

/** A step that must not be lost once it was answered. */
export interface ReplicatedStep {
  /** Takes it. */
  readonly take: () => Promise<string>;
  /** Takes it again; after a failover that lost the first, it answers as the first would have. */
  readonly again: () => Promise<string>;
  /** What `again` answers if the first was lost. */
  readonly ifLost: string;
}

const oneMessage: Partial<ThreepidOptions> = {
  limits: { perNumber: [{ messages: 1, windowMs: 600_000 }] },
};

/** The list of blocks would be the first that a framework reads, and so the first reply that is lost. */
const noBlocks: BlockStorage = {
  name: 'no blocks',
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(false),
  list: () => Promise.resolve([]),
};

/** What came of a call: `done`, an errcode or `unavailable`. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    if (error instanceof StorageUnavailableError) return 'unavailable';
    if (error instanceof MatrixError) return error.errcode;
    throw error;
  }
}

/** Two frameworks over one client: one waits for replicas, the other does not. */
export class ReplicatedSteps {
  readonly sender = new RecordingSender();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly waiting: RedisStorageOptions,
  ) {}

  /** A validation that is spent: nobody may spend it twice. */
  async consume(): Promise<ReplicatedStep> {
    const { person, sid } = await this.validated();
    const session = { sid, clientSecret: person.clientSecret };
    return {
      take: () => outcomeOf(this.threepid(this.waiting).consumeValidatedThreePid(session)),
      again: () => outcomeOf(this.threepid().consumeValidatedThreePid(session)),
      ifLost: 'done',
    };
  }

  /** The one message that a number may get. */
  open(): Promise<ReplicatedStep> {
    const { number, clientSecret } = newPerson();
    const request = { country: 'GB', phoneNumber: number, sendAttempt: 1 };
    const other = newPerson().clientSecret;
    return Promise.resolve({
      take: () =>
        outcomeOf(this.threepid(this.waiting, oneMessage).requestToken({ ...request, clientSecret })),
      again: () => outcomeOf(this.threepid({}, oneMessage).requestToken({ ...request, clientSecret: other })),
      ifLost: 'done',
    });
  }

  /** The last guess that a session allows. */
  async guess(): Promise<ReplicatedStep> {
    const { person, sid, code } = await this.opened();
    const guess = (options: RedisStorageOptions, by: number): Promise<string> =>
      outcomeOf(
        this.threepid(options).submitToken({
          sid,
          clientSecret: person.clientSecret,
          token: otherCode(code, by),
        }),
      );
    for (let by = 1; by <= 4; by += 1) await guess({}, by);
    return {
      take: () => guess(this.waiting, 5),
      again: () => guess({}, 6),
      ifLost: 'M_TOKEN_INCORRECT',
    };
  }

  private async opened(): Promise<{ person: Person; sid: string; code: string }> {
    const person = newPerson();
    const { sid } = await this.threepid().requestToken({
      country: 'GB',
      phoneNumber: person.number,
      clientSecret: person.clientSecret,
      sendAttempt: 1,
    });
    return { person, sid, code: codeOf(this.sender.to(person.number)[0]) };
  }

  private async validated(): Promise<{ person: Person; sid: string }> {
    const { person, sid, code } = await this.opened();
    await this.threepid().submitToken({ sid, clientSecret: person.clientSecret, token: code });
    return { person, sid };
  }

  private threepid(options: RedisStorageOptions = {}, changes: Partial<ThreepidOptions> = {}): Threepid {
    const storage = new RedisSessionStorage(this.redis, { commandTimeoutMs: 20_000, ...options });
    return createThreepid({
      secret: 'a secret of the fault tests',
      storage,
      sms: this.sender,
      blocks: noBlocks,
      // Its steps would come before those that are tested.
      guard: { mode: 'off' },
      limits: { perNumberAndAddress: [], perAddress: [], perSite: [], perNetwork: [] },
      ...changes,
    });
  }
}
