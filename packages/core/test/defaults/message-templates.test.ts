import { expect } from 'chai';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import {
  createMessageTemplates,
  type MessageTemplateOptions,
} from '../../dist/defaults/message-templates.js';
import { languages } from '../../dist/languages/languages.js';

const code = '012345';
const purposes = ['verify', 'in-use', 'not-found'] as const;
const tags = languages.map(({ tag }) => tag);

/** Languages whose message with the code is in GSM 03.38, hence 160 septets long. */
const shortAlphabet = ['en', 'de', 'fr'];

const latinBrand = 'Example Phone & Broadband Ltd.';
const cyrillicBrand = 'Пример телефон и широкополосн.';
const extendedBrand = '€'.repeat(30);
const longHost = 'login.accounts.example-company.org.net';

type Purpose = (typeof purposes)[number];

function textOf(options: MessageTemplateOptions, purpose: Purpose, ...locales: string[]): string {
  return createMessageTemplates(options).text({
    purpose,
    code: purpose === 'verify' ? code : undefined,
    locales,
  });
}

function segmentsOf(text: string): number {
  return new SegmentedMessage(text).segmentsCount;
}

/** The host and the code of an origin-bound one-time code message, read as section 3.2 of its specification says. */
function originBound(text: string): { host: string; code: string } | undefined {
  const lastLine = text.split('\n').at(-1) ?? '';
  const [, host, otc] = /^@([^\t\n\f\r ]+) #([^\t\n\f\r ]+)/.exec(lastLine) ?? [];
  return host === undefined || otc === undefined ? undefined : { host, code: otc };
}

describe('createMessageTemplates', () => {
  it('has brands and a host of the greatest length for these tests', () => {
    expect([latinBrand, cyrillicBrand, extendedBrand].map(({ length }) => length)).to.deep.equal([
      30, 30, 30,
    ]);
    expect(longHost).to.have.lengthOf(38);
  });

  for (const tag of tags) {
    describe(`in ${tag}`, () => {
      const brands = [undefined, 'X', latinBrand, cyrillicBrand, extendedBrand];
      const origins = [undefined, 'a.io', 'example.org', longHost, `${'a.'.repeat(126)}b`];
      for (const purpose of purposes) {
        it(`fits one segment for ${purpose}, with any brand and origin`, () => {
          for (const brand of brands) {
            for (const origin of origins) {
              const options = { ...(brand && { brand }), ...(origin && { origin }) };
              expect(segmentsOf(textOf(options, purpose, tag)), JSON.stringify(options)).to.equal(1);
            }
          }
        });
      }

      it('names the brand of the greatest length, and asks to keep the code secret where no brand takes the room', () => {
        for (const purpose of purposes) {
          expect(textOf({ brand: latinBrand }, purpose, tag)).to.include(latinBrand);
        }
        expect(textOf({ brand: cyrillicBrand }, 'verify', tag)).to.include(cyrillicBrand);
        const caution = languages.find((language) => language.tag === tag)?.messages.caution;
        expect(textOf({}, 'verify', tag)).to.equal(
          `${textOf({}, 'verify', tag).split('\n')[0] ?? ''}\n${caution ?? ''}`,
        );
      });

      it('ends in an origin line that browsers read, with a host of up to 38 characters and any brand', () => {
        for (const brand of [undefined, latinBrand, cyrillicBrand, extendedBrand]) {
          for (const origin of ['a.io', 'example.org', longHost]) {
            const text = textOf({ origin, ...(brand && { brand }) }, 'verify', tag);
            expect(originBound(text), text).to.deep.equal({ host: origin, code });
            expect(text.split('\n')[0]).to.include(code);
          }
        }
      });

      it('has no origin line without an origin, nor in a message without a code', () => {
        expect(textOf({}, 'verify', tag)).not.to.include('@');
        expect(textOf({ origin: 'example.org' }, 'in-use', tag)).not.to.include('@');
        expect(textOf({ origin: 'example.org' }, 'not-found', tag)).not.to.include('@');
      });

      it('has no link that a preview could open', () => {
        for (const purpose of purposes) {
          expect(textOf({ brand: 'Example', origin: 'example.org' }, purpose, tag)).not.to.match(
            /:\/\/|www\./i,
          );
        }
      });

      it('names a brand of ordinary length beside an origin of ordinary length', () => {
        expect(textOf({ brand: 'Example', origin: 'example.org' }, 'verify', tag)).to.include('Example');
      });
    });
  }

  for (const tag of shortAlphabet) {
    it(`keeps to GSM 03.38 in ${tag}: all of brand, caution and origin fit`, () => {
      const text = textOf({ brand: latinBrand, origin: longHost }, 'verify', tag);
      expect(new SegmentedMessage(text).encodingName).to.equal('GSM-7');
      expect(text).to.include(latinBrand).and.include(longHost);
      expect(text.split('\n')).to.have.lengthOf(3);
    });
  }

  it('keeps to GSM 03.38 in each Latin-script message without a code', () => {
    for (const tag of ['en', 'de', 'fr', 'es', 'pt']) {
      for (const purpose of ['in-use', 'not-found'] as const) {
        expect(new SegmentedMessage(textOf({ brand: latinBrand }, purpose, tag)).encodingName).to.equal(
          'GSM-7',
        );
      }
    }
  });

  it('writes what it says it writes', () => {
    expect(textOf({ brand: 'Example', origin: 'example.org' }, 'verify', 'en-GB')).to.equal(
      "Your Example code is 012345.\nDon't share it with anyone.\n@example.org #012345",
    );
    expect(textOf({ brand: 'Example' }, 'verify', 'ja')).to.equal(
      'Exampleの認証コード: 012345\n他人に教えないでください。',
    );
    expect(textOf({}, 'in-use')).to.equal(
      'This phone number is already linked to an account. Forgot your password? Reset it to sign in.',
    );
  });

  it('has a brand without the white space around it', () => {
    expect(textOf({ brand: ' Example\u3000' }, 'verify', 'en')).to.match(/^Your Example code is/);
    expect(
      createMessageTemplates({ brand: ' Example ' }).wording?.({ purpose: 'verify', code, locales: [] }),
    ).to.include({
      brand: 'Example',
    });
  });

  it('leaves out the brand before the origin line, and the line if its host is too long all the same', () => {
    const both = textOf({ brand: cyrillicBrand, origin: longHost }, 'verify', 'ar');
    expect(both).to.include(longHost).and.not.include(cyrillicBrand);
    const tooLong = textOf({ brand: cyrillicBrand, origin: `${'a.'.repeat(126)}b` }, 'verify', 'ar');
    expect(tooLong).to.include(cyrillicBrand).and.not.include('@');
  });

  describe('with the hash of an Android app', () => {
    const retrieverHash = 'FA+9qCX9VSu';
    const units = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    const brand = units.filter((text) => {
      try {
        createMessageTemplates({ brand: text });
        return true;
      } catch {
        return false;
      }
    });
    const host = fc.nat({ max: 120 }).map((labels) => `${'a.'.repeat(labels)}org`);

    it('has it, the code and at most 140 bytes in one segment, in every language, with any brand and origin', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...tags),
          fc.option(brand, { nil: undefined }),
          fc.option(host, { nil: undefined }),
          (tag, name, origin) => {
            const options = { retrieverHash, ...(name && { brand: name }), ...(origin && { origin }) };
            const text = textOf(options, 'verify', tag);
            expect(Buffer.byteLength(text)).to.be.at.most(140);
            expect(segmentsOf(text)).to.equal(1);
            const lines = text.split('\n');
            expect(lines[0]).to.include(code);
            const atEnd = originBound(text);
            expect(lines.at(atEnd === undefined ? -1 : -2)).to.equal(retrieverHash);
            if (atEnd !== undefined) expect(atEnd).to.deep.equal({ host: origin, code });
          },
        ),
      );
    });

    it('takes the room of 140 bytes to the last of them', () => {
      const lines = (host: string) =>
        textOf({ retrieverHash, origin: host }, 'verify', 'en').split('\n').length;
      const longest = `${'a.'.repeat(33)}host`;
      expect(Buffer.byteLength(textOf({ retrieverHash, origin: longest }, 'verify', 'en'))).to.equal(140);
      expect([lines(longest), lines(`x${longest}`)]).to.deep.equal([4, 3]);
    });

    for (const tag of tags) {
      it(`has both lines in ${tag}, with a host of 26 characters, and an ordinary brand beside a shorter one`, () => {
        const both = { retrieverHash, origin: longHost.slice(-26) };
        expect(originBound(textOf({ ...both, brand: cyrillicBrand }, 'verify', tag))?.host).to.equal(
          both.origin,
        );
        const text = textOf({ retrieverHash, origin: 'a.io', brand: 'Example' }, 'verify', tag);
        expect(text).to.include('Example').and.include(`\n${retrieverHash}\n@a.io #${code}`);
      });
    }

    it('writes what it says it writes, and no hash into a message without a code', () => {
      expect(textOf({ retrieverHash, brand: 'Example' }, 'verify', 'en')).to.equal(
        `Your Example code is 012345.\nDon't share it with anyone.\n${retrieverHash}`,
      );
      expect(textOf({ retrieverHash }, 'in-use', 'en')).not.to.include(retrieverHash);
    });

    it('refuses a hash of another form', () => {
      for (const wrong of ['', 'FA+9qCX9VS', 'FA+9qCX9VSuu', 'FA-9qCX9VSu', 'FA+9qCX9VS\n', 'FA+9qCX9VS=']) {
        expect(() => createMessageTemplates({ retrieverHash: wrong }), wrong).to.throw(
          TypeError,
          'retrieverHash',
        );
      }
    });
  });

  it("speaks the person's language, else that of the fallback, else English", () => {
    expect(textOf({ locale: 'de' }, 'verify', 'it', 'fr-CH')).to.match(/^Votre code/);
    expect(textOf({ locale: 'de-AT' }, 'verify', 'it')).to.match(/^Ihr Code/);
    expect(textOf({ locale: 'de' }, 'verify')).to.match(/^Ihr Code/);
    expect(textOf({}, 'verify', 'it')).to.match(/^Your code/);
  });

  it('throws a TypeError for a message to verify without a code', () => {
    const templates = createMessageTemplates();
    expect(() => templates.text({ purpose: 'verify', code: undefined, locales: [] })).to.throw(
      TypeError,
      'code',
    );
  });

  const faults: [title: string, options: MessageTemplateOptions, message: string][] = [
    ['a brand of 31', { brand: 'a'.repeat(31) }, 'brand'],
    ['an empty brand', { brand: '' }, 'brand'],
    ['a blank brand', { brand: ' \u3000' }, 'brand'],
    ['a brand with a line end', { brand: 'Example\n@evil.example #1' }, 'brand'],
    ['a brand with a NUL', { brand: 'Exam\0ple' }, 'brand'],
    ['a brand with a C1 control', { brand: 'Exam\u0085ple' }, 'brand'],
    ['a brand with a line separator', { brand: 'Exam\u2028ple' }, 'brand'],
    ['a brand that turns the text round', { brand: '\u202Eelpmaxe' }, 'brand'],
    ['half a surrogate pair in a brand', { brand: 'Example \uD83D' }, 'brand'],
    ['a locale without texts', { locale: 'it' }, "locale 'it'; there are en, de"],
    ['an empty locale', { locale: '' }, 'locale'],
    ['a URL for an origin', { origin: 'https://example.org' }, 'origin'],
    ['an origin with a port', { origin: 'example.org:8443' }, 'origin'],
    ['an origin with a path', { origin: 'example.org/a' }, 'origin'],
    ['an origin with a user', { origin: 'a@example.org' }, 'origin'],
    ['an origin with a space', { origin: 'example.org #1' }, 'origin'],
    ['an origin with a line end', { origin: 'example.org\n' }, 'origin'],
    ['an IPv4 address', { origin: '127.0.0.1' }, 'origin'],
    ['an IPv6 address', { origin: '[::1]' }, 'origin'],
    ['an empty origin', { origin: '' }, 'origin'],
    ['an origin with an empty label', { origin: 'example..org' }, 'origin'],
    ['an origin of 254 characters', { origin: `${'a.'.repeat(126)}bc` }, 'origin'],
  ];
  for (const [title, options, message] of faults) {
    it(`throws a TypeError for ${title}`, () => {
      expect(() => createMessageTemplates(options)).to.throw(TypeError, message);
    });
  }

  it('writes an origin of other scripts or in upper case as browsers compare it', () => {
    const hostOf = (origin: string): string | undefined =>
      originBound(textOf({ origin }, 'verify', 'en'))?.host;
    expect(hostOf('Bücher.example')).to.equal('xn--bcher-kva.example');
    expect(hostOf('EXAMPLE.org')).to.equal('example.org');
    expect(hostOf('localhost')).to.equal('localhost');
  });
});
