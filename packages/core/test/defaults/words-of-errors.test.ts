import {
  createMessageTemplates,
  createTermsPolicy,
  StorageUnavailableError,
  type ThreepidOptions,
} from '@threepid/core';
import { MemoryBalanceStorage, MemoryTermsAgreementStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createFramework, errcodeOf, noAddressLimits, sentenceOf } from '../framework.js';

const request = { clientSecret: 'secret', country: 'GB', phoneNumber: '07400123456' };

function thrownBy(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the sentence about templates', () => {
  const make = (options: Parameters<typeof createMessageTemplates>[0]) =>
    thrownBy(() => createMessageTemplates(options));

  it('says what to write', () => {
    const brand = 'threepid: brand must be 1 to 30 characters long, without control characters';
    for (const wrong of ['', ' ', 'x'.repeat(31), 'a\u0007b']) expect(make({ brand: wrong })).to.equal(brand);
    expect(make({ brand: 'x'.repeat(30) })).to.equal('none');
    expect(make({ locale: 'tlh' })).to.match(
      /^threepid: there are no message texts for locale 'tlh'; there are \w+(, \w+)+$/,
    );
    expect(make({ origin: 'https://a.io' })).to.equal(
      "threepid: origin 'https://a.io' is not a domain; write 'example.org'",
    );
    for (const retrieverHash of ['FA+9qCX9VSu=', 'FA+9qCX9VS', 'xFA+9qCX9VSu'])
      expect(make({ retrieverHash })).to.equal(
        `threepid: retrieverHash '${retrieverHash}' is not the hash of an Android app; write its 11 characters, such as 'FA+9qCX9VSu'`,
      );
  });

  it('says that a code is missing', () => {
    const templates = createMessageTemplates();
    const text = () => templates.text({ purpose: 'verify', code: undefined, locales: [] });
    expect(thrownBy(text)).to.equal('threepid: a message to verify a number needs a code');
  });

  it('does not stand in the texts, whose lines are where phones read them', () => {
    const context = { purpose: 'verify', code: '012345', locales: ['en'] } as const;
    const lines = createMessageTemplates({ origin: 'a.io' }).text(context).split('\n');
    expect(lines.at(-1)).to.equal('@a.io #012345');
    const hashed = createMessageTemplates({ retrieverHash: 'FA+9qCX9VSu' }).text(context).split('\n');
    expect(hashed.at(-1)).to.equal('FA+9qCX9VSu');
    expect(createMessageTemplates().text(context).split('\n')).to.have.lengthOf(2);
  });
});

describe('the sentence about policies to agree to', () => {
  const storage = new MemoryTermsAgreementStorage();
  const one = (url: string) => ({ version: '1', translations: { en: { name: 'x', url } } });
  const make = (documents: Parameters<typeof createTermsPolicy>[0]['documents']) =>
    thrownBy(() => createTermsPolicy({ documents, storage }));

  it('says what to write', () => {
    const url = 'https://example.org/a';
    expect(make({ a: { version: '1', translations: {} } })).to.equal(
      "threepid: the policy 'a' has no translation",
    );
    expect(make({ a: { version: '1', translations: { version: { name: 'x', url } } } })).to.equal(
      "threepid: the policy 'a' has a language 'version'; write a language tag",
    );
    expect(make({ a: one('terms') })).to.equal("threepid: 'terms' of the policy 'a' is not an http(s) URL");
    expect(make({ a: one(url), b: one(url) })).to.equal(
      'threepid: two policies have one URL; each needs URLs of its own',
    );
  });
});

describe('the sentence about a destination', () => {
  it('says what is not served', async () => {
    const ask = (options: Partial<ThreepidOptions>, phoneNumber = '07400123456') =>
      sentenceOf(createFramework(options).threepid.requestToken({ ...request, phoneNumber }));
    expect(await ask({ destinations: { deny: ['GB'] } })).to.equal(
      'No message can be sent to this number: its country or region is not served',
    );
    expect(await ask({}, '0909 8790000')).to.equal(
      'No message can be sent to this number: premium-rate numbers get no messages',
    );
  });
});

describe('a line of the guard in the log', () => {
  it('says what it allows and what it delays, and of whose request', async () => {
    const { threepid, log } = createFramework({ limits: noAddressLimits, guard: {} });
    const from = { ...request, clientAddress: '203.0.113.7', record: { id: 'the-request' } };
    for (let count = 0; count < 5; count += 1) await errcodeOf(threepid.requestToken(from));
    const [allowed] = log.filter(({ level }) => level === 'debug');
    expect(allowed?.message).to.equal('message allowed by the guard');
    expect(allowed?.fields).to.include({ requestId: 'the-request', mode: 'enforce', country: 'GB' });
    const delayed = log.find(({ message }) => message === 'message delayed by the guard');
    expect(delayed?.fields).to.include({ requestId: 'the-request', mode: 'enforce', country: 'GB' });
  });

  it('says that it could not decide, where it only watches', async () => {
    const balances = new MemoryBalanceStorage();
    balances.charge = () => Promise.reject(new StorageUnavailableError('down'));
    const ask = async (mode: 'monitor' | 'enforce') => {
      const { threepid, log } = createFramework({ guard: { mode, balances } });
      const errcode = await errcodeOf(threepid.requestToken({ ...request, record: { id: 'the-request' } }));
      return { errcode, warned: log.find(({ level }) => level === 'warn') };
    };
    const { errcode, warned } = await ask('monitor');
    expect(errcode).to.equal('none');
    expect(warned?.message).to.equal('the guard could not decide on a message');
    expect(warned?.fields).to.include({ requestId: 'the-request', mode: 'monitor' });
    expect(warned?.fields['err']).to.include({ message: 'down' });
    expect((await ask('enforce')).errcode).to.include('StorageUnavailableError');
  });
});
