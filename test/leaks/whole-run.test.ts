import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import type { Threepid, ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { memoryBackend, redisBackend, type Backend } from './backends.js';
import { encodings } from './forms.js';
import { StoryRun } from './run.js';
import { leaksIn, places, type Trace } from './search.js';
import { tell } from './story.js';

/** What is short turns up by chance, but not in each of them. */
const runs = 3;

/** What the story has to be told of, so that nobody takes a turn out of it unseen. */
const turns = [
  'message sent',
  'message not sent',
  'session validated',
  'request refused',
  'request failed',
  'destination refused',
  'message limit of the number reached',
  'message limit of a client reached',
  'message allowed by the guard',
  'message delayed by the guard',
  'message that the guard would have delayed',
  'the guard could not decide on a message',
  'answer to a challenge refused',
  'availability looked up',
  'a budget is used to 80 %',
  'no message sent: a budget is used up',
  'the price of a message that was not sent stays counted',
  'the send policy did not learn what became of a message',
  'number forgotten',
  'several secrets and no indexSecret',
  'a secret has fewer than 32 characters',
];

describe('a whole run', () => {
  let server: RedisServer;
  before(async () => {
    server = await startRedis();
  });
  after(() => server.stop());

  const backends: Readonly<Record<string, () => Promise<Backend> | Backend>> = {
    memory: memoryBackend,
    Redis: () => redisBackend(server),
  };
  for (const [name, backendOf] of Object.entries(backends))
    describe(`over ${name}`, () => {
      const traces: Trace[] = [];
      let lines: readonly string[] = [];
      let levels: ReadonlySet<number> = new Set();
      before(async () => {
        for (let count = 0; count < runs; count += 1) {
          const backend = await backendOf();
          const run = new StoryRun(backend);
          await tell(run);
          traces.push(run.trace());
          lines = run.lines;
          levels = run.levels();
          backend.close();
        }
      });

      it('takes every turn, and logs at every level', () => {
        const log = lines.join('');
        for (const turn of turns) expect(log).to.include(`"msg":"${turn}`);
        expect([...levels].sort()).to.deep.equal([20, 30, 40, 50]);
      });

      for (const place of places)
        it(`leaves nothing in ${place}: no number, code, secret, address or answer, in any encoding`, () => {
          expect(leaksIn(place, traces)).to.deep.equal([]);
        });
    });

  it('would be found out if it logged, answered or stored a number', async () => {
    const backend = await redisBackend(server);
    const run = new LeakyRun(backend);
    await tell(run);
    backend.close();
    for (const place of places) {
      const found = leaksIn(place, [run.trace()]).filter((leak) => leak.startsWith('the number of'));
      expect(found, place).to.have.lengthOf.above(20);
    }
  });
});

describe('the search for leaks', () => {
  const secrets = { 'the number': '447400123456', 'the code': '482915' };
  for (const [encoding, encode] of Object.entries(encodings))
    it(`finds a number and a code in ${encoding}`, () => {
      for (const [name, text] of Object.entries(secrets))
        for (const form of encode(text)) {
          const bytes = Buffer.concat([Buffer.from('before'), form, Buffer.from('after')]);
          const left = { log: bytes, answers: bytes, stored: bytes, 'sent to Redis': bytes };
          const found = leaksIn('stored', [{ secrets, told: {}, left }]);
          expect(found.join('\n')).to.include(`${name} in ${encoding}`);
        }
    });

  it('takes what is short for a leak only if it is in every run', () => {
    const traceOf = (text: string): Trace => {
      const bytes = Buffer.from(text);
      return {
        secrets,
        told: {},
        left: { log: bytes, answers: bytes, stored: bytes, 'sent to Redis': bytes },
      };
    };
    expect(leaksIn('log', [traceOf('482915'), traceOf('')])).to.deep.equal([]);
    expect(leaksIn('log', [traceOf('482915'), traceOf('id-482915')])).to.have.lengthOf(2);
    expect(leaksIn('log', [traceOf('447400123456'), traceOf('')])).to.have.lengthOf.above(0);
  });
});

/** A host that logs what it sends, counts it under the number, and answers with what it was asked. */
class LeakyRun extends StoryRun {
  constructor(backend: Backend) {
    super(backend);
    const { provider } = this;
    this.provider = async (message) => {
      this.logger.debug({ message }, 'asked the provider');
      const id = Buffer.from(message.to.slice(1)).toString('base64url');
      const limits = [{ messages: 9, windowMs: 60_000 }];
      await backend.storage.spend({ id, limits, now: Date.now() });
      return provider(message);
    };
  }

  override framework(options: Partial<ThreepidOptions> = {}): Threepid {
    const threepid = super.framework(options);
    return {
      ...threepid,
      handle: async (request) => {
        const response = await threepid.handle(request);
        const headers = { ...response?.headers, 'x-asked': JSON.stringify(request.body) };
        return response === undefined ? undefined : { ...response, headers };
      },
    };
  }
}
