import { expect } from 'chai';
import fc from 'fast-check';
import { createSecretRemover, ProviderError, scrubMessage } from '@threepid/core';

const sms = { to: '+447400123456', text: '482915 is your code.' };

describe('ProviderError', () => {
  it('holds what is known, and a message without number and text', () => {
    const details = { provider: 'sns', code: 'OptedOut', status: 400, requestId: 'r-1' };
    const error = new ProviderError('no "482915 is your code." to +447400123456', details, sms);
    expect(error)
      .to.be.instanceOf(Error)
      .and.to.include({ name: 'ProviderError', ...details });
    expect(error.message).to.equal('no "[text]" to +44********56');
  });

  it('shows a secret nowhere', () => {
    const secrets = ['EAAtoken'];
    const details = { provider: 'p', code: 'EAAtoken', requestId: 'r-EAAtoken', secrets };
    const error = new ProviderError('Malformed access token EAAtoken', details, sms);
    expect(error.message).to.equal('Malformed access token [secret]');
    expect(error).to.include({ code: '[secret]', requestId: 'r-[secret]' });
    expect(error).to.not.have.property('secrets');
  });

  it('leaves out what is not known', () => {
    for (const secrets of [undefined, ['EAAtoken']])
      expect(new ProviderError('x', { provider: 'sns', secrets }, sms)).to.include({
        code: undefined,
        status: undefined,
        requestId: undefined,
      });
  });
});

describe('createSecretRemover', () => {
  const secret = 'Sekret & 100% "of it"';
  const bytes = Buffer.from(secret);
  const spellings: readonly string[] = [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('base64'),
  ];
  for (const spelling of spellings) {
    it(`removes ${spelling}`, () => {
      const remove = createSecretRemover([secret]);
      expect(remove(`a ${spelling} b ${spelling}`)).to.equal('a [secret] b [secret]');
    });
  }

  it('removes it from the base64 of something longer', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
        const basic = Buffer.from(`${before}${secret}${after}`).toString('base64');
        const left = createSecretRemover([secret])(`Basic ${basic}`);
        expect(left).to.match(/^Basic [\w+/]*\[secret\][\w+/]*=*$/);
        expect(Buffer.from(left.slice(6), 'base64').toString()).to.not.include('Sekret');
      }),
    );
  });

  it('removes no part of its base64 that is shorter than 8 characters', () => {
    // Of four bytes, five characters are certain, and of six, eight; with a byte before them, of seven.
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    expect(createSecretRemover(['keyk'])(base64('keyk!'))).to.equal(base64('keyk!'));
    expect(createSecretRemover(['keykey'])(base64('keykey!'))).to.equal('[secret]IQ==');
    expect(createSecretRemover(['keykeyk'])(base64('!keykeyk'))).to.match(/^..\[secret\].=$/);
  });

  it('removes the longer of two first, and nothing for an empty one', () => {
    expect(createSecretRemover(['', 'key', 'key-of-all'])('a key-of-all and a key')).to.equal(
      'a [secret] and a [secret]',
    );
    expect(createSecretRemover([])('text')).to.equal('text');
  });
});

describe('scrubMessage', () => {
  const cases: readonly (readonly [words: string, scrubbed: string])[] = [
    ['447400123456 is wrong', '[digits] is wrong'],
    ['+44 7400 123456', '+[digits]'],
    ['+44 (0)7400-123 456', '+[digits]'],
    ['code 482915', 'code [digits]'],
    ['code 482 915', 'code [digits]'],
    ['٤٨٢٩١٥', '[digits]'],
    ['error 21211, status 400', 'error 21211, status 400'],
    ['connect ECONNREFUSED 127.0.0.1:8080', 'connect ECONNREFUSED 127.0.0.1:8080'],
    ['x'.repeat(600), 'x'.repeat(500)],
  ];
  for (const [words, scrubbed] of cases) {
    it(`writes ${words.slice(0, 40)} as ${scrubbed.slice(0, 40)}`, () => {
      expect(scrubMessage(words, sms)).to.equal(scrubbed);
    });
  }

  it('removes the code, also one of letters, unless it is too short to be told from words', () => {
    const message = { to: '+447400123456', text: 'x' };
    expect(scrubMessage('A7K2 a', { ...message, code: 'A7K2' })).to.equal('[code] a');
    expect(scrubMessage('A7K a', { ...message, code: 'A7K' })).to.equal('A7K a');
    expect(scrubMessage('abc', { ...message, code: '' })).to.equal('abc');
  });

  it('bears an empty text', () => {
    expect(scrubMessage('abc', { to: '+447400123456', text: '' })).to.equal('abc');
  });

  it('never lets a number or a code of six digits through', () => {
    const digits = fc.stringMatching(/^[0-9]{6,15}$/);
    fc.assert(
      fc.property(fc.string(), digits, fc.string(), (before, number, after) => {
        expect(scrubMessage(`${before}${number}${after}`, sms)).not.to.include(number);
      }),
    );
  });
});
