import { expect } from 'chai';
import { deriveKeys } from '../../dist/domain/keyring.js';
import { lastMessage, plainMessage, sealedMessage } from '../../dist/messages/last-message.js';

const [old, current] = [
  deriveKeys('an old secret, of a good length'),
  deriveKeys('a secret, of a good length'),
];
const message = {
  sender: 'a provider',
  messageId: undefined,
  country: 'GB',
  channel: 'whatsapp',
  isFirst: true,
  sentAt: 1_700_000_000_000,
  codeExpiresAt: 1_700_000_600_000,
  note: undefined,
  isDecoy: false,
} as const;

describe('what is kept of a sent message', () => {
  it('is read back as it was, of a decoy and of a number of no country too', () => {
    for (const change of [{}, { isDecoy: true }, { isFirst: false }, { country: undefined }]) {
      const kept = { ...message, ...change };
      expect(lastMessage([current], plainMessage(kept, 'claim') ?? '')).to.deep.equal(kept);
    }
  });

  it('is read under each secret of a keyring', () => {
    const sealed = sealedMessage(old, { ...message, messageId: 'id', note: 'note' }) ?? '';
    const read = lastMessage([current, old], sealed);
    expect(read).to.deep.equal({ ...message, messageId: 'id', note: 'note' });
    expect(() => lastMessage([current], sealed)).to.throw(/unable to authenticate/);
    expect(() => lastMessage([], sealed)).to.throw(/^threepid: no secret opens what is kept of a message$/);
  });

  it('is sealed of a number of no country and without a note too', () => {
    const kept = { ...message, messageId: 'id', country: undefined };
    expect(lastMessage([current], sealedMessage(current, kept) ?? '')).to.deep.equal(kept);
  });

  it('is 512 bytes at most', () => {
    const lengthOf = (sender: string) =>
      Buffer.from(plainMessage({ ...message, sender }, 'claim') ?? '', 'base64url').length;
    const others = lengthOf('');
    expect([lengthOf('x'.repeat(512 - others)), lengthOf('x'.repeat(513 - others))]).to.deep.equal([512, 0]);
  });

  it('is nothing if its sender makes it too long', () => {
    expect(plainMessage({ ...message, sender: 'x'.repeat(600) }, 'claim')).to.equal(undefined);
    expect(sealedMessage(current, { ...message, messageId: 'x'.repeat(600) })).to.equal(undefined);
  });
});
