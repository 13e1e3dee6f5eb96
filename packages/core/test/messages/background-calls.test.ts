import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { BackgroundCalls } from '../../dist/messages/background-calls.js';
import { hold, recordingLogger, TestClock, type LogLine } from '../framework.js';

describe('calls in the background', () => {
  let log: LogLine[];
  let clock: TestClock;
  beforeEach(() => {
    log = [];
    clock = new TestClock();
  });
  const create = (mostAtOnce?: number) => new BackgroundCalls(recordingLogger(log), clock, mostAtOnce);
  const turns = async () => {
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  };
  /** Counts calls that end when the test says so. */
  const counted = () => {
    const held = hold<undefined>();
    const calls = { made: 0 };
    const call = () => {
      calls.made += 1;
      return held.promise;
    };
    const end = () => {
      held.resolve(undefined);
    };
    return { calls, call, end };
  };

  it('are made after what the process does now', async () => {
    const background = create();
    const { calls, call } = counted();
    background.run(call);
    await Promise.resolve();
    expect(calls.made).to.equal(0);
    await turns();
    expect(calls.made).to.equal(1);
  });

  it('are dropped if they are too many, which is logged, until others have ended', async () => {
    const background = create(2);
    const { calls, call, end } = counted();
    for (let count = 0; count < 3; count += 1) background.run(call);
    await turns();
    expect(calls.made).to.equal(2);
    expect(log).to.deep.equal([
      {
        level: 'error',
        fields: {},
        message: 'too many messages at once: their providers do not learn what became of them',
      },
    ]);
    end();
    await turns();
    background.run(call);
    await turns();
    expect(calls.made).to.equal(3);
  });

  it('are 64 at once if nothing else is said', async () => {
    const background = create();
    const { calls, call } = counted();
    for (let count = 0; count < 65; count += 1) background.run(call);
    await turns();
    expect([calls.made, log.length]).to.deep.equal([64, 1]);
  });

  it('log their errors, and leave room for others', async () => {
    const background = create(1);
    const err = new Error('down');
    background.run(() => Promise.reject(err));
    await turns();
    expect(log).to.deep.equal([
      { level: 'error', fields: { err }, message: 'a provider could not learn what became of a message' },
    ]);
    const { calls, call } = counted();
    background.run(call);
    await turns();
    expect(calls.made).to.equal(1);
  });

  it('count as running for 30 seconds at most', async () => {
    const background = create(1);
    const { calls, call } = counted();
    background.run(call);
    await turns();
    clock.advance(29_999);
    background.run(call);
    await turns();
    expect(calls.made).to.equal(1);
    clock.advance(1);
    await turns();
    background.run(call);
    await turns();
    expect(calls.made).to.equal(2);
  });

  it('are made no more once it is closed, which waits for those that run', async () => {
    const background = create();
    const { calls, call, end } = counted();
    background.run(call);
    await turns();
    const state = { isClosed: false };
    const closing = background.close().then(() => (state.isClosed = true));
    background.run(call);
    await turns();
    expect([calls.made, state.isClosed]).to.deep.equal([1, false]);
    end();
    await closing;
    await create().close();
  });

  it('are not waited for long', async () => {
    const background = create();
    background.run(() => new Promise(() => undefined));
    await turns();
    await background.close(1);
  });
});
