import {
  StorageUnavailableError,
  type Block,
  type ThreepidEvent,
  type ThreepidOptions,
} from '@threepid/core';
import { MemoryBlockStorage, MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { createFramework, errcodeOf, hostPolicy, noAddressLimits, type TestFramework } from '../framework.js';

const second = 1_000;
const by = 'ada';
/** Many messages at once, to numbers of one block. */
const unlimited = { limits: { ...noAddressLimits, perNumber: [] }, ...hostPolicy };
const guarded: Partial<ThreepidOptions> = { limits: noAddressLimits, guard: {} };

let asked = 0;

function ask({ threepid }: Pick<TestFramework, 'threepid'>, phoneNumber = '07400123456', country = 'GB') {
  asked += 1;
  const clientSecret = `secret${String(asked)}`;
  return errcodeOf(
    threepid.requestToken({ clientSecret, country, phoneNumber, clientAddress: '203.0.113.7' }),
  );
}

/** Counts how often it is read, waits where it is told to, and fails while it is told to. */
class WatchedBlocks extends MemoryBlockStorage {
  reads = 0;
  fails = false;
  held: Promise<void> | undefined;

  override async list(request: { readonly now: number }): Promise<readonly Block[]> {
    this.reads += 1;
    if (this.fails) throw new StorageUnavailableError('down');
    const blocks = await super.list(request);
    await this.held;
    return blocks;
  }
}

describe('a blocked destination', () => {
  it('gets no message: a prefix, a country, and numbers of no country', async () => {
    const framework = createFramework({ ...guarded, destinations: { allow: ['GB', 'DE', '001'] } });
    const { operator } = framework.threepid;
    await operator.block({ prefix: '+44 7400-12', by });
    await operator.block({ country: 'DE', by });
    await operator.block({ country: '001', by });
    expect(await ask(framework)).to.equal('M_DESTINATION_REJECTED');
    expect(await ask(framework, '015123456789', 'DE')).to.equal('M_DESTINATION_REJECTED');
    expect(await ask(framework, '+870773111632', '')).to.equal('M_DESTINATION_REJECTED');
    expect(await ask(framework, '07400223456')).to.equal('none');
    expect(framework.sms.messages.map(({ to }) => to)).to.deep.equal(['+447400223456']);
  });

  it('is blocked whatever policy judges, for other products too, and costs its client nothing', async () => {
    for (const options of [hostPolicy, {}, { guard: { mode: 'monitor' as const } }]) {
      const limits = { perAddress: [{ messages: 1, windowMs: 600_000 }] };
      const framework = createFramework({ limits, ...options });
      await framework.threepid.operator.block({ prefix: '447400', by });
      for (let count = 0; count < 3; count += 1)
        expect(await ask(framework)).to.equal('M_DESTINATION_REJECTED');
      const delivery = { phoneNumber: '+447400123456', code: '123456', id: 'one' };
      expect(await errcodeOf(framework.threepid.deliverMessage(delivery))).to.equal('M_DESTINATION_REJECTED');
      expect(await ask(framework, '07911123456')).to.equal('none');
    }
  });

  it('says so to nobody: the answer has no reason, and the log has no number', async () => {
    const framework = createFramework(guarded);
    await framework.threepid.operator.block({ prefix: '447400123456', by, reason: 'ticket 7' });
    const error: unknown = await framework.threepid
      .requestToken({ clientSecret: 'secret', country: 'GB', phoneNumber: '07400123456' })
      .catch((reason: unknown) => reason);
    expect(String(error)).to.include('its destination is not served');
    expect(framework.log.map(({ level, message, fields }) => [level, message, fields])).to.deep.equal([
      ['info', 'operator', { by, action: 'block', target: '+44********56', reason: 'ticket 7' }],
      ['info', 'destination refused', { msisdn: '+44********56', reason: 'its destination is not served' }],
    ]);
  });

  it('leaves a policy as it is that learns nothing of its messages', async () => {
    const framework = createFramework({ sendPolicy: { judge: () => ({ kind: 'allow', receipt: 'abcd' }) } });
    const { threepid, log } = framework;
    const clientSecret = 'a.secret';
    const { sid } = await threepid.requestToken({ clientSecret, country: 'GB', phoneNumber: '07400123456' });
    await threepid.submitToken({ sid, clientSecret, token: framework.lastCode() });
    await threepid.forget('+447400123456');
    expect(log.filter(({ level }) => level === 'warn')).to.deep.equal([]);
  });

  it('is an event', async () => {
    const events: ThreepidEvent[] = [];
    const framework = createFramework({ ...guarded, events: (event) => void events.push(event) });
    await framework.threepid.operator.block({ country: 'GB', by });
    await ask(framework);
    const refused = events.find(({ kind }) => kind === 'refused');
    expect(refused).to.include({ rule: 'blocked', country: 'GB', retryAfterMs: undefined, isEnforced: true });
  });

  it('ends by itself, or when it is unblocked; a wider block stays', async () => {
    const framework = createFramework(guarded);
    const { operator } = framework.threepid;
    await operator.block({ prefix: '4474', until: framework.clock.now() + 1_500, by });
    expect(await ask(framework)).to.equal('M_DESTINATION_REJECTED');
    framework.clock.advance(1_500);
    expect(await ask(framework)).to.equal('none');
    await operator.block({ prefix: '44', by });
    await operator.block({ prefix: '4474', by });
    expect(await operator.unblock({ prefix: '4474', by })).to.equal(true);
    expect(await operator.unblock({ prefix: '4474', by })).to.equal(false);
    expect(await ask(framework)).to.equal('M_DESTINATION_REJECTED');
    expect(await operator.unblock({ prefix: '+44', by, reason: 'over' })).to.equal(true);
    expect(await ask(framework)).to.equal('none');
    expect(
      framework.log.filter(({ message }) => message === 'operator').map(({ fields }) => fields),
    ).to.deep.equal([
      { by, action: 'block', target: '+4474' },
      { by, action: 'block', target: '+44' },
      { by, action: 'block', target: '+4474' },
      { by, action: 'unblock', target: '+4474' },
      { by, action: 'unblock', target: '+44', reason: 'over' },
    ]);
  });

  it('is listed with its end, its reason, and who made it', async () => {
    const { threepid, clock } = createFramework();
    const [since, until] = [clock.now(), clock.now() + 60 * second];
    await threepid.operator.block({ country: 'TJ', by, reason: 'pumped', until });
    await threepid.operator.block({ prefix: '4477', by });
    expect(await threepid.operator.blocks()).to.deep.equal([
      { prefix: '4477', since, until: undefined, by, reason: undefined },
      { country: 'TJ', since, until, by, reason: 'pumped' },
    ]);
  });

  it('must be one: a country, or 2 to 15 digits; by somebody, and until a time to come', async () => {
    const { threepid, clock } = createFramework();
    const { operator } = threepid;
    for (const prefix of ['', '4', '0044', '4477x', '4'.repeat(16), '٤٤'])
      for (const change of ['block', 'unblock'] as const)
        expect(await errcodeOf(operator[change]({ prefix, by })), prefix).to.equal('M_INVALID_PARAM');
    for (const country of ['', 'gb', 'XX', 'GBR'])
      expect(await errcodeOf(operator.block({ country, by })), country).to.equal('M_INVALID_PARAM');
    const both: object = { country: 'GB', prefix: '4477' };
    expect(await errcodeOf(operator.block({ country: 'GB', ...both, by })), 'both').to.equal(
      'M_INVALID_PARAM',
    );
    for (const until of [clock.now(), -1, 1.5, Number.NaN, Infinity])
      expect(await errcodeOf(operator.block({ country: 'GB', by, until })), String(until)).to.equal(
        'M_INVALID_PARAM',
      );
    for (const change of [{ by: '' }, { by: ' ' }, { by: 'x'.repeat(101) }, { by, reason: 'x'.repeat(501) }])
      expect(await errcodeOf(operator.block({ country: 'GB', ...change }))).to.equal('M_INVALID_PARAM');
    expect(await threepid.operator.blocks()).to.deep.equal([]);
  });

  it('needs a storage for it, and an error says so', async () => {
    const { blocks: _, ...storage } = withMethods(new MemorySessionStorage());
    const { threepid } = createFramework({ storage });
    for (const step of [
      () => threepid.operator.blocks(),
      () => threepid.operator.block({ country: 'GB', by }),
    ])
      expect(await errcodeOf(step())).to.include('this storage has no blocks');
    const other = createFramework({ storage, blocks: new MemoryBlockStorage() });
    await other.threepid.operator.block({ country: 'GB', by });
    expect(await ask(other)).to.equal('M_DESTINATION_REJECTED');
  });
});

describe('what a process knows of blocks', () => {
  it('is read once in 2 seconds, however many ask', async () => {
    const blocks = new WatchedBlocks();
    const framework = createFramework({ ...unlimited, blocks });
    const numbers = Array.from({ length: 50 }, (_, index) => `074001234${String(index + 10)}`);
    await Promise.all(numbers.map((number) => ask(framework, number)));
    framework.clock.advance(2 * second - 1);
    await ask(framework);
    expect(blocks.reads).to.equal(1);
    // By another process.
    await blocks.put({ block: { target: '44', since: 0, until: undefined, by, reason: undefined }, now: 0 });
    expect(await ask(framework)).to.equal('none');
    framework.clock.advance(1);
    expect(await ask(framework)).to.equal('M_DESTINATION_REJECTED');
    expect(blocks.reads).to.equal(2);
  });

  it('is read anew by a clock that was set back', async () => {
    const blocks = new WatchedBlocks();
    const framework = createFramework({ ...unlimited, blocks });
    await ask(framework);
    framework.clock.advance(-2 * second);
    await ask(framework);
    expect(blocks.reads).to.equal(2);
  });

  it('is never older than its own changes, even if it was being read meanwhile', async () => {
    const blocks = new WatchedBlocks();
    const framework = createFramework({ ...unlimited, blocks });
    let release = (): void => undefined;
    blocks.held = new Promise((resolve) => {
      release = resolve;
    });
    const early = ask(framework);
    while (blocks.reads === 0) await setImmediate();
    await framework.threepid.operator.block({ country: 'GB', by });
    release();
    expect(await early).to.equal('none');
    expect(await ask(framework)).to.equal('M_DESTINATION_REJECTED');
  });

  it('fails closed: while it cannot be read, nothing is sent; and it is read again', async () => {
    const blocks = new WatchedBlocks();
    const framework = createFramework({ ...unlimited, blocks });
    blocks.fails = true;
    expect(await ask(framework)).to.include('down');
    expect(framework.sms.messages).to.have.lengthOf(0);
    blocks.fails = false;
    expect(await ask(framework)).to.equal('none');
  });
});

/** A storage as a plain object, whose parts can be left out. */
function withMethods(storage: MemorySessionStorage) {
  const { balances, spending, blocks } = storage;
  return {
    name: storage.name,
    balances,
    spending,
    blocks,
    open: storage.open.bind(storage),
    settle: storage.settle.bind(storage),
    outcomeOf: storage.outcomeOf.bind(storage),
    submit: storage.submit.bind(storage),
    read: storage.read.bind(storage),
    consume: storage.consume.bind(storage),
    spend: storage.spend.bind(storage),
    refund: storage.refund.bind(storage),
    forget: storage.forget.bind(storage),
    release: storage.release.bind(storage),
    messageTimes: storage.messageTimes.bind(storage),
    spentTimes: storage.spentTimes.bind(storage),
    ready: storage.ready.bind(storage),
  };
}
