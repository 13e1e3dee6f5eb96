import { bodyLimit, bodyTooLarge, collectBody } from '@threepid/core';
import { expect } from 'chai';
import { Readable } from 'node:stream';

describe('collectBody', () => {
  const chunks = (count: number, size: number): Readable =>
    Readable.from(Array.from({ length: count }, () => Buffer.alloc(size)));

  const mebibyte16th = Buffer.alloc(65_536);

  it('reads a body to its end', async () => {
    expect(await collectBody(chunks(3, 10))).to.have.length(30);
    expect(await collectBody(chunks(64, 1_024))).to.have.length(bodyLimit);
    expect(await collectBody(Readable.from([]))).to.have.length(0);
  });

  it('reads and forgets what is too large, so that its sender sees the answer', async () => {
    const stream = chunks(1_000, 1_024);
    expect(await collectBody(stream)).to.equal(bodyTooLarge);
    expect(stream.readableEnded).to.equal(true);
  });

  it('leaves off at 16 MiB', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
    expect(await collectBody(endless)).to.equal(bodyTooLarge);
    expect(endless.destroyed).to.equal(true);
  });

  it('reads a stream of the web, which has no events', async () => {
    async function* parts(count: number, size: number): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < count; at += 1) yield Promise.resolve(new Uint8Array(size));
    }
    expect(await collectBody(parts(3, 10))).to.have.length(30);
    expect(await collectBody(parts(2, bodyLimit))).to.equal(bodyTooLarge);
    const endless = parts(Infinity, 1_000_000);
    expect(await collectBody(endless)).to.equal(bodyTooLarge);
    expect(await endless.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('reads a stream that somebody has paused', async () => {
    expect(await collectBody(chunks(3, 10).pause())).to.have.length(30);
  });

  it('fails if the connection is lost before its end, or breaks', async () => {
    const lost = new Readable({ read: () => undefined });
    const reading = collectBody(lost).catch(String);
    lost.push('a');
    lost.destroy();
    expect(await reading).to.equal('Error: the connection was lost before the body was read');
    const broken = new Readable({ read: () => undefined });
    const failing = collectBody(broken).catch(String);
    broken.destroy(new Error('broken'));
    expect(await failing).to.equal('Error: broken');
  });

  it('keeps 64 KiB to the byte, and none of one more', async () => {
    const exact = await collectBody(chunks(1, bodyLimit));
    expect(exact).to.have.length(bodyLimit);
    expect(await collectBody(chunks(1, bodyLimit + 1))).to.equal(bodyTooLarge);
  });

  it('drains 16 MiB to the byte, and lets its sender go at one more', async () => {
    for (const [more, isDrained] of [
      [0, true],
      [1, false],
    ] as const) {
      const last = [Buffer.alloc(more), Buffer.alloc(more)];
      const stream = Readable.from([...Array.from({ length: 256 }, () => mebibyte16th), ...last]);
      expect(await collectBody(stream)).to.equal(bodyTooLarge);
      expect(stream.readableEnded, `16 MiB and ${String(more)}`).to.equal(isDrained);
    }
  });
});
