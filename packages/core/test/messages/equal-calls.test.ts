import { expect } from 'chai';
import { EqualCalls } from '../../dist/messages/equal-calls.js';
import { errcodeOf, hold } from '../framework.js';

const call = { name: 'session', asker: 'a' };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Answers how many calls were made, once the test says so. */
function counted() {
  const held = hold<'answer' | 'fail'>();
  let made = 0;
  const make = async (): Promise<number> => {
    made += 1;
    const place = made;
    if ((await held.promise) === 'fail') throw new Error(`failed ${String(place)}`);
    return place;
  };
  return { make, end: held.resolve, made: () => made };
}

describe('EqualCalls', () => {
  it('makes one of 200 calls at once, and all get its answer, whoever asks', async () => {
    const calls = new EqualCalls<number>();
    const { make, end, made } = counted();
    const answers = Array.from({ length: 200 }, (_, index) =>
      calls.share({ ...call, asker: String(index) }, make),
    );
    end('answer');
    expect(new Set(await Promise.all(answers))).to.deep.equal(new Set([1]));
    expect(made()).to.equal(1);
  });

  it('makes each of those that come one after the other', async () => {
    const calls = new EqualCalls<number>();
    const { make, end } = counted();
    end('answer');
    expect([await calls.share(call, make), await calls.share(call, make)]).to.deep.equal([1, 2]);
  });

  it('makes each of those with another name', async () => {
    const calls = new EqualCalls<number>();
    const { make, end } = counted();
    const answers = [calls.share(call, make), calls.share({ ...call, name: 'another' }, make)];
    end('answer');
    expect(await Promise.all(answers)).to.deep.equal([1, 2]);
  });

  it('makes one call for each asker where they fail', async () => {
    const calls = new EqualCalls<number>();
    const { make, end, made } = counted();
    const errors = Array.from({ length: 300 }, (_, index) =>
      errcodeOf(calls.share({ ...call, asker: 'abc'.charAt(index % 3) }, make)),
    );
    end('fail');
    const [a, b, c] = await Promise.all(errors);
    expect([a, b, c]).to.deep.equal(['Error: failed 1', 'Error: failed 2', 'Error: failed 3']);
    expect(new Set(await Promise.all(errors))).to.deep.equal(new Set([a, b, c]));
    expect(made()).to.equal(3);
  });

  it('mixes up no calls of different names, once the first of each has failed', async () => {
    const calls = new EqualCalls<string>();
    const names = ['one', 'two'];
    const held = hold<undefined>();
    const fail = (name: string) => async (): Promise<never> => {
      await held.promise;
      throw new Error(name);
    };
    const answer = (name: string) => async (): Promise<string> => {
      await turn();
      return name;
    };
    const failing = names.map((name) => errcodeOf(calls.share({ name, asker: 'a' }, fail(name))));
    const answers = names.map((name) => calls.share({ name, asker: 'b' }, answer(name)));
    held.resolve(undefined);
    expect(await Promise.all(failing)).to.deep.equal(['Error: one', 'Error: two']);
    expect(await Promise.all(answers)).to.deep.equal(names);
  });

  it('shares an error of everybody with every asker', async () => {
    const calls = new EqualCalls<number>({ isEverybodys: (error) => String(error) === 'Error: failed 1' });
    const { make, end, made } = counted();
    const errors = Array.from({ length: 50 }, (_, index) =>
      errcodeOf(calls.share({ ...call, asker: String(index) }, make)),
    );
    end('fail');
    expect(new Set(await Promise.all(errors))).to.deep.equal(new Set(['Error: failed 1']));
    expect(made()).to.equal(1);
  });

  it('lets no call wait for a second one that never ends, nor for anything else', async () => {
    const calls = new EqualCalls<number>({ patience: 1 });
    const patiences: number[] = [];
    const allMade = hold<undefined>();
    const never = (patience: number): Promise<number> => {
      if (patiences.push(patience) === 5) allMade.resolve(undefined);
      return new Promise<number>(() => undefined);
    };
    for (let index = 0; index < 5; index += 1) void calls.share(call, never);
    await allMade.promise;
    expect(patiences).to.deep.equal([1, 0, 0, 0, 0]);
  });

  it('lets a call take the place of one that never ends, and the others wait for that', async () => {
    const calls = new EqualCalls<number>({ patience: 0 });
    const never = counted();
    void calls.share(call, never.make);
    let made = 0;
    const make = async (): Promise<number> => {
      made += 1;
      return Promise.resolve(made);
    };
    expect(await calls.share(call, make)).to.equal(1);
    expect(await calls.share(call, make)).to.equal(2);
    never.end('answer');
    await turn();
    expect(await calls.share(call, make)).to.equal(3);
  });

  it('shares the call that took the place of another one, also when that one ends after all', async () => {
    const calls = new EqualCalls<string>({ patience: 1 });
    const [late, second] = [hold<string>(), hold<string>()];
    const first = calls.share(call, () => late.promise);
    const begun = hold<undefined>();
    const inItsPlace = calls.share(call, () => {
      begun.resolve(undefined);
      return second.promise;
    });
    await begun.promise;
    late.resolve('late');
    expect(await first).to.equal('late');
    const third = calls.share(call, () => Promise.resolve('a call of its own'), 1_000);
    second.resolve('second');
    expect([await inItsPlace, await third]).to.deep.equal(['second', 'second']);
  });
});
