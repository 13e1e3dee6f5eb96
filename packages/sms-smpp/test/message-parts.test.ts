import { expect } from 'chai';
import { fitsOneSegment } from '@threepid/core';
import fc from 'fast-check';
import { encodeText, splitText } from '../dist/message-parts.js';
import { message, withSender } from './bench.js';

/** Every character of GSM 03.38: the basic table without its escape, and the extension table. */
const gsm =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€';

const partsOf = (text: string): Buffer[] => splitText(encodeText(text), 7);

describe('the octets of a text', () => {
  it('are in GSM 03.38 if that has every character', () => {
    expect(encodeText(gsm).dataCoding).to.equal(0);
    expect(Buffer.concat(encodeText('a@€').characters).toString('hex')).to.equal('61001b65');
  });

  it('are in UTF-16 otherwise, also for the escape of GSM 03.38, which is not a character', () => {
    for (const text of ['ç', '`', '🔐', 'код', '\x1B', '\0', '\t'])
      expect(encodeText(text).dataCoding).to.equal(8);
    expect(Buffer.concat(encodeText('я🔐').characters).toString('hex')).to.equal('044fd83ddd10');
  });

  it('fit one short message as the core counts them', () => {
    for (const text of ['a'.repeat(160), '€'.repeat(80), 'я'.repeat(70), '🔐'.repeat(35)]) {
      expect(Buffer.concat(encodeText(text).characters).length).to.be.oneOf([140, 160]);
      expect(fitsOneSegment(text)).to.equal(true);
      expect(fitsOneSegment(`${text}a`)).to.equal(false);
    }
  });

  it('are split at 153 septets, never after an escape', () => {
    expect(partsOf('a'.repeat(306)).map(({ length }) => length - 6)).to.deep.equal([153, 153]);
    expect(partsOf(`${'a'.repeat(152)}€${'a'.repeat(10)}`).map(({ length }) => length - 6)).to.deep.equal([
      152, 12,
    ]);
  });

  it('are split at 67 characters of UCS-2, never within a surrogate pair', () => {
    expect(partsOf('я'.repeat(134)).map(({ length }) => length - 6)).to.deep.equal([134, 134]);
    expect(partsOf(`${'я'.repeat(66)}🔐я`).map(({ length }) => length - 6)).to.deep.equal([132, 6]);
  });

  it('carry a header with reference, total and number', () => {
    const headers = partsOf('a'.repeat(400)).map((part) => part.subarray(0, 6).toString('hex'));
    expect(headers).to.deep.equal(['050003070301', '050003070302', '050003070303']);
  });

  it('are refused if they need more than 255 parts', () => {
    expect(partsOf('a'.repeat(255 * 153))).to.have.length(255);
    expect(() => partsOf('a'.repeat(255 * 153 + 1))).to.throw(RangeError, '256 parts');
  });
});

describe('a text, reassembled at the SMSC', () => {
  it('with all characters of GSM 03.38 arrives in that alphabet', () =>
    withSender({}, async ({ smsc, sender }) => {
      expect(await sender.send(message(gsm))).to.have.property('kind', 'sent');
      await smsc.sync();
      expect(smsc.messages[0]).to.deep.include({ alphabet: 'GSM 03.38', text: gsm });
    }));

  for (const longMessages of ['parts', 'payload'] as const) {
    it(`arrives unchanged, whatever its characters (${longMessages})`, () =>
      withSender({ longMessages }, async ({ smsc, sender }) => {
        // Perl replaces noncharacters.
        const character = fc
          .string({ unit: 'binary', minLength: 1, maxLength: 1 })
          .filter((one) => !/\p{Noncharacter_Code_Point}/u.test(one));
        const text = fc.string({
          unit: fc.oneof(fc.constantFrom(...Array.from(gsm)), fc.constantFrom('🔐', 'я'), character),
          maxLength: 500,
        });
        await fc.assert(
          fc.asyncProperty(text, async (one) => {
            expect(await sender.send(message(one))).to.have.property('kind', 'sent');
            await smsc.sync();
            expect(smsc.messages.at(-1)?.text).to.equal(one);
          }),
          { numRuns: 150 },
        );
        expect(smsc.messages).to.have.length.of.at.least(150);
      }));
  }

  it('goes in one submission with message_payload', () =>
    withSender({ longMessages: 'payload' }, async ({ smsc, sender }) => {
      const text = 'code 482915 🔐 '.repeat(40);
      expect(await sender.send(message(text))).to.deep.equal({ kind: 'sent', messageId: 'm1' });
      await smsc.sync();
      expect(smsc.messages.map((one) => one.text)).to.deep.equal([text]);
      expect(smsc.submissions).to.have.length(1);
      expect(smsc.submissions[0]).to.deep.include({ short_message: '', esm_class: 0, data_coding: 8 });
    }));

  it('gets the ids of all its parts, and a different reference from the one before', () =>
    withSender({}, async ({ smsc, sender }) => {
      expect(await sender.send(message('a'.repeat(400)))).to.deep.equal({
        kind: 'sent',
        messageId: 'm1,m2,m3',
      });
      expect(await sender.send(message('a'.repeat(400)))).to.deep.equal({
        kind: 'sent',
        messageId: 'm4,m5,m6',
      });
      await smsc.sync();
      const references = smsc.submissions.map((one) => one.short_message.slice(6, 8));
      expect(new Set(references).size).to.equal(2);
      expect(smsc.submissions.map((one) => one.esm_class)).to.deep.equal(Array(6).fill(0x40));
    }));

  it('with too many parts is refused, and nothing is submitted', () =>
    withSender({}, async ({ smsc, sender }) => {
      expect(await sender.send(message('a'.repeat(40_000)))).to.have.property('kind', 'refused');
      await smsc.sync();
      expect(smsc.submissions).to.deep.equal([]);
    }));
});
