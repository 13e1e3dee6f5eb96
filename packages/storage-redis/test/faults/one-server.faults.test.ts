import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import {
  codeOf,
  newPerson,
  otherCode,
  RecordingSender,
  FrameworkOverStorage,
  type VerificationAnswer,
} from '../verification.js';

/** For calls that are to fail: they end by it. */
const hasty = { commandTimeoutMs: 500 };
/** For calls that are to succeed, on a busy machine too. */
const patient = { commandTimeoutMs: 15_000 };
const unavailable = { status: 503, errcode: 'M_UNKNOWN' };

function inShort({ status, body }: VerificationAnswer): object {
  return { status, ...('errcode' in body ? { errcode: body['errcode'] } : {}) };
}

describe('one Redis server that fails', () => {
  let server: RedisServer;
  let redis: Redis;
  let storage: RedisSessionStorage;
  let failing: FrameworkOverStorage;
  let verification: FrameworkOverStorage;

  beforeEach(async () => {
    server = await startRedis();
    redis = new Redis({ port: server.port, retryStrategy: () => 20 }).on('error', () => undefined);
    storage = new RedisSessionStorage(redis, hasty);
    failing = new FrameworkOverStorage(storage);
    verification = new FrameworkOverStorage(new RedisSessionStorage(redis, patient), failing.sender);
  });
  afterEach(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** What holds whatever went wrong: a right code still ends a session, a wrong one does not, and the limit is the limit. */
  async function expectSound(): Promise<void> {
    const person = newPerson();
    const { status, body } = await verification.requestToken(person);
    expect(status).to.equal(200);
    const code = codeOf(verification.sender.to(person.number)[0]);
    expect(inShort(await verification.submitToken(person, body['sid'], otherCode(code)))).to.deep.equal({
      status: 400,
      errcode: 'M_TOKEN_INCORRECT',
    });
    expect((await verification.validated(person, body['sid'])).status).to.equal(400);
    expect((await verification.submitToken(person, body['sid'], code)).status).to.equal(200);
    expect((await verification.validated(person, body['sid'])).status).to.equal(200);
    for (let attempt = 2; attempt <= 7; attempt += 1) await verification.requestToken(person, attempt);
    expect(verification.sender.to(person.number)).to.have.lengthOf(5);
  }

  describe('stopped where it is', () => {
    it('answers 503 and sends nothing; goes on by itself, and the same attempt is sent then', async () => {
      const person = newPerson();
      await expectSound();
      server.freeze();
      expect(inShort(await failing.requestToken(person))).to.deep.equal(unavailable);
      expect(verification.sender.to(person.number)).to.have.lengthOf(0);
      server.thaw();
      await eventually(async () => {
        await failing.requestToken(person);
        return verification.sender.to(person.number).length > 0;
      });
      expect(verification.sender.to(person.number)).to.have.lengthOf(1);
      await expectSound();
    });

    it('rejects many requests at once, each in its time, and counts none of them', async () => {
      const person = newPerson();
      await expectSound();
      server.freeze();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => failing.requestToken(person, index + 1)),
      );
      expect(answers.map(inShort)).to.deep.equal(answers.map(() => unavailable));
      server.thaw();
      await eventually(async () => (await failing.requestToken(person, 60)).status === 200);
      for (let attempt = 61; attempt < 70; attempt += 1) await verification.requestToken(person, attempt);
      expect(verification.sender.to(person.number)).to.have.lengthOf(5);
    });

    it('rejects a submit, and what it judged stays within the wrong codes allowed', async () => {
      const person = newPerson();
      const { body } = await verification.requestToken(person);
      const code = codeOf(verification.sender.to(person.number)[0]);
      server.freeze();
      const guesses = Array.from({ length: 5 }, (_, index) => otherCode(code, index + 1));
      const answers = await Promise.all(
        guesses.map((guess) => failing.submitToken(person, body['sid'], guess)),
      );
      expect(answers.map(inShort)).to.deep.equal(answers.map(() => unavailable));
      server.thaw();
      await eventually(async () => {
        const answer = await verification.submitToken(person, body['sid'], code);
        return answer.body['errcode'] === 'M_SESSION_EXPIRED';
      });
      expect((await verification.validated(person, body['sid'])).status).to.equal(400);
    });
  });

  describe('killed', () => {
    it('answers 503 and sends nothing; goes on by itself once it is started again', async () => {
      const person = newPerson();
      await expectSound();
      await server.kill();
      expect(inShort(await failing.requestToken(person))).to.deep.equal(unavailable);
      await expectNotReady();
      expect(verification.sender.to(person.number)).to.have.lengthOf(0);
      await server.restart();
      await eventually(async () => (await verification.requestToken(person)).status === 200);
      await storage.ready();
      await expectSound();
    });

    it('answers at once where the client does not queue', async () => {
      const client = new Redis({ port: server.port, enableOfflineQueue: false }).on('error', () => undefined);
      const own = new FrameworkOverStorage(new RedisSessionStorage(client, { commandTimeoutMs: 60_000 }));
      await server.kill();
      expect(inShort(await own.requestToken(newPerson()))).to.deep.equal(unavailable);
      client.disconnect();
    });

    it('knows no session any more that it had not written down, and validates none', async () => {
      const person = newPerson();
      const { body } = await verification.requestToken(person);
      const code = codeOf(verification.sender.to(person.number)[0]);
      await server.kill();
      expect(inShort(await failing.submitToken(person, body['sid'], code))).to.deep.equal(unavailable);
      await server.restart();
      await eventually(
        async () => (await verification.submitToken(person, body['sid'], code)).status === 404,
      );
      await expectSound();
    });
  });

  async function expectNotReady(): Promise<void> {
    const refused = await storage.ready().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Error).with.property('name', 'StorageUnavailableError');
  }

  describe('killed between the storage step and the send', () => {
    const kill = async () => {
      await server.kill();
      return { kind: 'sent', messageId: 'message' } as const;
    };

    it('leaves a message whose code ends no session, since nothing was written down', async () => {
      const person = newPerson();
      const fatal = new FrameworkOverStorage(storage, new RecordingSender(kill));
      const { status, body } = await fatal.requestToken(person);
      expect(status).to.equal(200);
      const code = codeOf(fatal.sender.to(person.number)[0]);
      expect(inShort(await fatal.submitToken(person, body['sid'], code))).to.deep.equal(unavailable);
      await server.restart();
      await eventually(async () => (await fatal.submitToken(person, body['sid'], code)).status === 404);
      await expectSound();
    });

    it('tells a provider that failed as such, though that can not be stored', async () => {
      const person = newPerson();
      const fatal = new FrameworkOverStorage(
        storage,
        new RecordingSender(async () => {
          await server.kill();
          return { kind: 'unavailable', taken: 'no', cause: new Error('no provider') };
        }),
      );
      expect(inShort(await fatal.requestToken(person))).to.deep.equal({
        status: 400,
        errcode: 'M_SEND_ERROR',
      });
      expect(fatal.sender.to(person.number)).to.have.lengthOf(1);
      await server.restart();
      await eventually(async () => (await verification.requestToken(person)).status === 200);
      await expectSound();
    });
  });

  describe('killed between the storage step and the send, with appendfsync always', () => {
    let durable: RedisServer;
    let client: Redis;

    beforeEach(async () => {
      durable = await startRedis({ appendonly: 'yes', appendfsync: 'always' });
      // What becomes of the message is stored once the server is back, however long that takes.
      const options = { retryStrategy: () => 20, maxRetriesPerRequest: null };
      client = new Redis({ port: durable.port, ...options }).on('error', () => undefined);
    });
    afterEach(async () => {
      client.disconnect();
      await durable.stop();
    });

    it('finishes the session of the message, and has counted it', async () => {
      const kill = async () => {
        await durable.kill();
        return { kind: 'sent', messageId: 'message' } as const;
      };
      // Long enough for a slow disk to write the step down; the outcome of the message is waited for as long.
      const writing = new RedisSessionStorage(client, { commandTimeoutMs: 3_000 });
      const fatal = new FrameworkOverStorage(writing, new RecordingSender(kill));
      const person = newPerson();
      const { body } = await fatal.requestToken(person);
      const code = codeOf(fatal.sender.to(person.number)[0]);
      await durable.restart();
      await eventually(async () => (await fatal.submitToken(person, body['sid'], code)).status === 200);
      const calm = new FrameworkOverStorage(new RedisSessionStorage(client, patient));
      for (let attempt = 2; attempt < 9; attempt += 1) await calm.requestToken(person, attempt);
      expect(calm.sender.to(person.number)).to.have.lengthOf(4);
    });
  });

  describe('CLIENT PAUSE', () => {
    it('answers 503 and sends nothing; the same attempt is sent after it', async () => {
      const person = newPerson();
      await expectSound();
      await server.command('CLIENT', 'PAUSE', '60000', 'WRITE');
      expect(inShort(await failing.requestToken(person))).to.deep.equal(unavailable);
      expect(verification.sender.to(person.number)).to.have.lengthOf(0);
      await server.command('CLIENT', 'UNPAUSE');
      await eventually(async () => {
        await failing.requestToken(person);
        return verification.sender.to(person.number).length > 0;
      });
      await expectSound();
    });
  });

  describe('SCRIPT FLUSH under load', () => {
    let flusher: Redis;

    beforeEach(() => (flusher = redis.duplicate()));
    afterEach(() => {
      flusher.disconnect();
    });

    it('fails no call: 1 message for equal requests, 5 guesses judged, no session ended', async () => {
      await Promise.all(Array.from({ length: 40 }, () => verifyInACrowd()));
      await expectSound();
    });

    /** Many calls at once, and between any two of them the server forgets the scripts. */
    async function flushedBetween(
      calls: number,
      call: (index: number) => Promise<VerificationAnswer>,
    ): Promise<VerificationAnswer[]> {
      const flushed = async (index: number): Promise<VerificationAnswer> => {
        await flusher.script('FLUSH');
        return call(index);
      };
      return Promise.all(Array.from({ length: calls }, (_, index) => flushed(index)));
    }

    async function verifyInACrowd(): Promise<void> {
      const person = newPerson();
      const asked = await flushedBetween(10, () => verification.requestToken(person));
      expect(asked.map(({ status }) => status)).to.deep.equal(asked.map(() => 200));
      const messages = verification.sender.to(person.number);
      expect(messages).to.have.lengthOf(1);
      const [sid, code] = [asked[0]?.body['sid'], codeOf(messages[0])];
      const guesses = await flushedBetween(12, (index) =>
        verification.submitToken(person, sid, otherCode(code, index + 1)),
      );
      const judged = guesses.filter(({ body }) => body['errcode'] === 'M_TOKEN_INCORRECT');
      expect(judged).to.have.lengthOf(5);
      expect((await verification.submitToken(person, sid, code)).status).to.equal(400);
    }
  });

  describe('full, with noeviction', () => {
    it('answers 503 and sends nothing; judges no code that it can not count; goes on once there is room', async () => {
      const [before, after] = [newPerson(), newPerson()];
      const { body } = await verification.requestToken(before);
      const code = codeOf(verification.sender.to(before.number)[0]);
      await redis.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1');
      expect(inShort(await verification.requestToken(after))).to.deep.equal(unavailable);
      expect(verification.sender.to(after.number)).to.have.lengthOf(0);
      for (const guess of [otherCode(code), code]) {
        expect(inShort(await verification.submitToken(before, body['sid'], guess))).to.deep.equal(
          unavailable,
        );
      }
      expect((await verification.validated(before, body['sid'])).status).to.equal(400);
      await redis.config('SET', 'maxmemory', '0');
      expect((await verification.requestToken(after)).status).to.equal(200);
      expect((await verification.submitToken(before, body['sid'], code)).status).to.equal(200);
      await expectSound();
    });
  });
});
