import { expect } from 'chai';
import { KnownProviders } from '../../dist/readiness/known-providers.js';

describe('what a process knows of the providers', () => {
  const own = [
    { name: 'sns', channel: 'sms', state: 'ok' },
    { name: 'voice', channel: 'voice', state: 'unknown' },
  ] as const;

  it('is what all processes know, and its own of those that none has spoken of yet', () => {
    const known = new KnownProviders(() => own);
    expect(known.all).to.deep.equal(own);
    // As the supervisor's first question has it: nobody has answered one.
    known.share([]);
    expect(known.all).to.deep.equal(own);
    const failing = { ...own[0], state: 'failing' } as const;
    known.share([failing]);
    expect(known.all).to.deep.equal([failing, own[1]]);
  });
});
