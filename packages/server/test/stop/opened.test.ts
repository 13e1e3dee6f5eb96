import { expect } from 'chai';
import { openInOrder, Opened } from '../../dist/stop/opened.js';

describe('what was opened', () => {
  const closed: string[] = [];
  const thing = (name: string, fails = false) => ({
    close: async (): Promise<void> => {
      await Promise.resolve();
      closed.push(name);
      if (fails) throw new Error(name);
    },
  });
  beforeEach(() => {
    closed.length = 0;
  });

  it('is closed in the opposite order, once, whatever fails meanwhile', async () => {
    const opened = new Opened();
    for (const [name, fails] of [
      ['storage', false],
      ['sender', true],
      ['listener', true],
    ] as const)
      opened.keep(thing(name, fails));
    expect(await messageOf(opened.close())).to.equal('listener');
    await opened.close();
    expect(closed).to.deep.equal(['listener', 'sender', 'storage']);
  });

  it('is closed if the next thing cannot be opened, and the error is why it cannot', async () => {
    const opening = openInOrder(async (opened) => {
      opened.keep(thing('storage', true));
      await Promise.reject(new Error('no sender'));
    });
    expect(await messageOf(opening)).to.equal('no sender');
    expect(closed).to.deep.equal(['storage']);
  });

  it('stays open if all goes well', async () => {
    const storage = await openInOrder((opened) => Promise.resolve(opened.keep(thing('storage'))));
    expect(closed).to.deep.equal([]);
    await storage.close();
  });
});

async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}
