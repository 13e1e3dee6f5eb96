import { RedisSessionStorage } from '@threepid/storage-redis';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { codeOf, newPerson, RecordingSender, FrameworkOverStorage } from './verification.js';
import { useOwnRedis } from './own-redis.js';

describe('secret rotation', () => {
  let redis: Redis;
  let sender: RecordingSender;

  useOwnRedis((client) => (redis = client));
  beforeEach(() => (sender = new RecordingSender()));

  /** A process that knows these secrets, newest first. All share the server and the phone. */
  function knowing(...secret: string[]): FrameworkOverStorage {
    return new FrameworkOverStorage(new RedisSessionStorage(redis), sender, { secret });
  }

  it('finishes under the newer list what was opened under the older secret', async () => {
    const person = newPerson();
    const { body } = await knowing('older').requestToken(person);
    const [rotated, code] = [knowing('newer', 'older'), codeOf(sender.messages[0])];
    expect((await rotated.submitToken(person, body['sid'], code)).status).to.equal(200);
    const validated = await rotated.validated(person, body['sid']);
    expect(validated.body).to.include({ medium: 'msisdn', address: person.number.slice(1) });
  });

  it('repeats the code under the newer list, and sends it for a greater attempt alone', async () => {
    const person = newPerson();
    const opened = await knowing('older').requestToken(person);
    const rotated = knowing('newer', 'older');
    expect((await rotated.requestToken(person)).body['sid']).to.equal(opened.body['sid']);
    expect(sender.messages).to.have.lengthOf(1);
    expect((await rotated.requestToken(person, 2)).body['sid']).to.equal(opened.body['sid']);
    expect(codeOf(sender.messages[1])).to.equal(codeOf(sender.messages[0]));
  });

  it('counts the messages of a number under both', async () => {
    const person = newPerson();
    for (let attempt = 1; attempt <= 3; attempt += 1) await knowing('older').requestToken(person, attempt);
    for (let attempt = 4; attempt <= 9; attempt += 1)
      await knowing('newer', 'older').requestToken(person, attempt);
    expect(sender.to(person.number)).to.have.lengthOf(5);
  });

  it('finishes nothing under a secret that is no longer listed', async () => {
    const person = newPerson();
    const { body } = await knowing('older').requestToken(person);
    const code = codeOf(sender.messages[0]);
    expect((await knowing('newer').submitToken(person, body['sid'], code)).status).to.equal(404);
  });
});
