import type { MatrixError } from '@threepid/core';
import { expect } from 'chai';
import { parseDto } from '../../dist/dto/parse-dto.js';
import { HomeserverRequestTokenBody, RequestTokenBodyV1 } from '../../dist/dto/request-token-body.js';
import { TermsBody } from '../../dist/dto/terms-body.js';

const good = { client_secret: 'secret', country: 'GB', phone_number: '07400123456', send_attempt: 1 };

function sentenceOf(type: new () => object, fields: Readonly<Record<string, unknown>>): string {
  try {
    parseDto(type, fields);
    return 'none';
  } catch (error) {
    return (error as MatrixError).message;
  }
}

describe('the sentence about a field', () => {
  const identifier = 'client_secret must be 1 to 255 characters of 0-9 a-z A-Z . = _ -';
  const country = "country must be two upper-case letters of ISO 3166-1, such as 'GB'";
  const token = 'id_access_token must be an access token';
  for (const [field, value, sentence] of [
    ['client_secret', '', identifier],
    ['client_secret', 'x'.repeat(256), identifier],
    ['client_secret', 'a b', identifier],
    ['country', 'gb', country],
    ['country', 'xGB', country],
    ['country', 'GBx', country],
    ['phone_number', 7, 'phone_number must be a string'],
    ['phone_number', '', 'phone_number must be 1 to 64 characters'],
    ['phone_number', '0'.repeat(65), 'phone_number must be 1 to 64 characters'],
    ['send_attempt', 1.5, 'send_attempt must be a whole number'],
    ['send_attempt', '1x', 'send_attempt must be a whole number'],
    ['send_attempt', 'x1', 'send_attempt must be a whole number'],
    ['send_attempt', '', 'send_attempt must be a whole number'],
    ['send_attempt', '1'.repeat(17), 'send_attempt must be a whole number'],
    ['send_attempt', -1, 'send_attempt must not be negative'],
    ['send_attempt', 2 ** 53, 'send_attempt is too large'],
    ['next_link', 7, 'next_link must be a string'],
    ['challenge_answer', '', 'challenge_answer must be 1 to 4096 characters'],
    ['challenge_answer', 'x'.repeat(4_097), 'challenge_answer must be 1 to 4096 characters'],
    ['channel', 7, 'channel must be a string'],
    ['channel', 'x'.repeat(65), 'channel must be at most 64 characters'],
    ['id_server', '', 'id_server must be 1 to 255 characters'],
    ['id_server', 'x'.repeat(256), 'id_server must be 1 to 255 characters'],
    ['id_access_token', '', token],
    ['id_access_token', 'a b', token],
    ['id_access_token', ' a', token],
    ['id_access_token', 'x'.repeat(1_025), token],
  ] as const)
    it(`says what to write: ${field} ${JSON.stringify(value).slice(0, 20)}`, () => {
      expect(sentenceOf(HomeserverRequestTokenBody, { ...good, [field]: value })).to.equal(sentence);
    });

  for (const [field, value] of [
    ['client_secret', 'x'.repeat(255)],
    ['country', ''],
    ['phone_number', '0'.repeat(64)],
    ['send_attempt', 0],
    ['send_attempt', '0'],
    ['send_attempt', String(2 ** 53 - 1)],
    ['challenge_answer', 'x'.repeat(4_096)],
    ['channel', ''],
    ['channel', 'x'.repeat(64)],
    ['id_server', 'x'],
    ['id_server', 'x'.repeat(255)],
    ['id_access_token', '!'],
    ['id_access_token', '~'.repeat(1_024)],
  ] as const)
    it(`is none for ${field} ${JSON.stringify(value).slice(0, 20)}`, () => {
      expect(sentenceOf(HomeserverRequestTokenBody, { ...good, [field]: value })).to.equal('none');
    });

  it('names all that is missing, and all that is wrong', () => {
    const missing = 'Missing: client_secret, country, phone_number';
    expect(sentenceOf(RequestTokenBodyV1, {})).to.equal(missing);
    expect(sentenceOf(RequestTokenBodyV1, { client_secret: null, country: undefined })).to.equal(missing);
    expect(sentenceOf(HomeserverRequestTokenBody, {})).to.equal(`${missing}, send_attempt`);
    expect(sentenceOf(RequestTokenBodyV1, { ...good, country: 'gb', phone_number: {} })).to.equal(
      `${country}; phone_number must be a string`,
    );
  });

  it('is of a list of URLs', () => {
    const list = 'user_accepts must be a list of URLs';
    for (const urls of ['a', [7], [{}], [['url']]])
      expect(sentenceOf(TermsBody, { user_accepts: urls })).to.equal(list);
    const many = (count: number) => Array.from({ length: count }, () => 'url');
    expect(sentenceOf(TermsBody, { user_accepts: many(101) })).to.equal(
      'user_accepts must not list more than 100 URLs',
    );
    for (const count of [0, 100])
      expect(sentenceOf(TermsBody, { user_accepts: many(count) })).to.equal('none');
  });
});
