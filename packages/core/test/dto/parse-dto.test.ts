import { MatrixError } from '@threepid/core';
import { expect } from 'chai';
import { plainToInstance } from 'class-transformer';
import fc from 'fast-check';
import { IsArray, IsInt, ValidateNested, validateSync } from 'class-validator';
import { parseDto } from '../../dist/dto/parse-dto.js';
import { RequestTokenBodyV1, RequestTokenBodyV2 } from '../../dist/dto/request-token-body.js';
import { rulesOf } from '../../dist/dto/validation-rules.js';
import { TermsBody } from '../../dist/dto/terms-body.js';

const good = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07700900001',
  send_attempt: 1,
};

const errorOf = (
  fields: Readonly<Record<string, unknown>>,
  type: new () => object = RequestTokenBodyV1,
): MatrixError | undefined => {
  try {
    parseDto(type, fields);
    return undefined;
  } catch (error) {
    return error as MatrixError;
  }
};

describe('rulesOf', () => {
  const anything = fc.oneof(
    fc.constant(undefined),
    fc.string(),
    fc.nat(),
    fc.boolean(),
    fc.double(),
    fc.constant(null),
  );
  const likely = fc.constantFrom('GB', '', '07700900001', 1, 'monkeys_are_GREAT', 'https://example.org');
  const fields = fc.record({
    client_secret: fc.oneof(likely, anything),
    country: fc.oneof(likely, anything),
    phone_number: fc.oneof(likely, anything),
    send_attempt: fc.oneof(likely, anything),
    next_link: fc.oneof(likely, anything),
  });

  /** A class of its own for each test, because the rules of a class that was seen before are known. */
  const unseen = (type: typeof RequestTokenBodyV1 | typeof RequestTokenBodyV2) => class extends type {};

  it('hold exactly where class-validator finds no error', () => {
    const types = [unseen(RequestTokenBodyV1), unseen(RequestTokenBodyV2)];
    for (const type of types) expect(rulesOf(type).hold(Object.assign(new type(), good))).to.equal(true);
    fc.assert(
      fc.property(fields, fc.constantFrom(...types), (given, type) => {
        const dto = Object.assign(new type(), given);
        expect(rulesOf(type).hold(dto)).to.equal(validateSync(dto).length === 0);
      }),
      { numRuns: 500 },
    );
  });

  it('are of every field, and are collected once', () => {
    const type = unseen(RequestTokenBodyV2);
    const rules = rulesOf(type);
    const optional = ['next_link', 'challenge_answer', 'channel'];
    expect([...rules.fields]).to.have.members([...Object.keys(good), ...optional]);
    expect(rulesOf(type)).to.equal(rules);
  });

  it('never hold where a rule is broken, also one of a group or of a kind that only class-validator judges', () => {
    class OfEach {
      @IsArray({ each: true })
      lists = ['no list'];
    }
    class OfAnother {
      @ValidateNested()
      body = new RequestTokenBodyV1();
    }
    class OfAGroup {
      @IsInt({ groups: ['some'] })
      count = 'none';
    }
    for (const dto of [new OfEach(), new OfAnother(), new OfAGroup()]) {
      expect(rulesOf(dto.constructor as new () => object).hold(dto)).to.equal(false);
      expect(validateSync(dto)).to.have.length(1);
    }
  });
});

describe('parseDto', () => {
  it('takes what is right, and drops what it does not know', () => {
    expect(Object.entries(parseDto(RequestTokenBodyV1, { ...good, extra: 'x' }))).to.deep.equal(
      Object.entries(good),
    );
  });

  it('takes a send attempt of digits', () => {
    expect(parseDto(RequestTokenBodyV1, { ...good, send_attempt: '12' }).send_attempt).to.equal(12);
  });

  it('transforms what class-transformer transforms', () => {
    const attempt = fc.oneof(fc.maxSafeNat(), fc.maxSafeNat().map(String), fc.constantFrom('0', '007'));
    fc.assert(
      fc.property(attempt, fc.constantFrom(RequestTokenBodyV1, RequestTokenBodyV2), (send_attempt, type) => {
        const fields = { ...good, send_attempt };
        expect(parseDto(type, fields)).to.deep.equal(plainToInstance(type, fields));
      }),
    );
  });

  it('takes null for missing', () => {
    expect(
      parseDto(RequestTokenBodyV1, { ...good, next_link: null, send_attempt: null }).send_attempt,
    ).to.equal(undefined);
    expect(errorOf({ ...good, country: null })).to.include({
      errcode: 'M_MISSING_PARAMS',
      message: 'Missing: country',
    });
  });

  it('lists all that is missing', () => {
    expect(errorOf({})).to.include({
      errcode: 'M_MISSING_PARAMS',
      message: 'Missing: client_secret, country, phone_number',
    });
    expect(errorOf({ ...good, send_attempt: undefined }, RequestTokenBodyV2)).to.include({
      message: 'Missing: send_attempt',
    });
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ['client_secret', 1],
    ['client_secret', ''],
    ['client_secret', 'a b'],
    ['client_secret', 'a\0'],
    ['client_secret', 'a\n'],
    ['client_secret', 'x'.repeat(256)],
    ['client_secret', {}],
    ['client_secret', ['x']],
    ['country', 'gb'],
    ['country', 'GBR'],
    ['country', 44],
    ['country', true],
    ['phone_number', 7_700_900_001],
    ['phone_number', ''],
    ['phone_number', '0'.repeat(65)],
    ['phone_number', { toString: 'x' }],
    ['send_attempt', 1.5],
    ['send_attempt', -1],
    ['send_attempt', 2 ** 53],
    ['send_attempt', 'one'],
    ['send_attempt', '1.5'],
    ['send_attempt', ''],
    ['send_attempt', '99999999999999999'],
    ['send_attempt', true],
    ['send_attempt', [1]],
    ['send_attempt', Infinity],
    ['next_link', 1],
    ['next_link', { href: 'x' }],
  ];
  for (const [field, value] of wrong) {
    it(`names ${field} for ${JSON.stringify(value).slice(0, 40)}, and not its value`, () => {
      const error = errorOf({ ...good, [field]: value });
      expect(error).to.include({ errcode: 'M_INVALID_PARAM' });
      expect(error?.message).to.match(new RegExp(`^${field} must|^${field} is too large`));
    });
  }

  it('walks no deep value, and is fooled by no name', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    expect(errorOf({ ...good, x: deep })).to.equal(undefined);
    expect(errorOf({ ...good, client_secret: deep })?.errcode).to.equal('M_INVALID_PARAM');
    const polluted = JSON.parse(
      `{"__proto__":{"client_secret":"x"},"constructor":1,"prototype":2}`,
    ) as Record<string, unknown>;
    expect(errorOf(polluted)).to.include({ errcode: 'M_MISSING_PARAMS' });
    expect(({} as Record<string, unknown>)['client_secret']).to.equal(undefined);
  });

  it('takes lists of plain values where they are wanted', () => {
    expect(parseDto(TermsBody, { user_accepts: ['a', 'b'] }).user_accepts).to.deep.equal(['a', 'b']);
    for (const user_accepts of ['a', [1], [{}], [null], [['a']], Array.from({ length: 101 }, () => 'a')]) {
      expect(errorOf({ user_accepts }, TermsBody)?.errcode).to.equal('M_INVALID_PARAM');
    }
  });

  it('throws nothing but Matrix errors, whatever comes', () => {
    const key = fc.oneof(
      fc.constantFrom(...Object.keys(good), '__proto__', 'constructor', 'then'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (fields) => {
        const error = errorOf(fields);
        if (error !== undefined) expect(error).to.be.instanceOf(MatrixError);
      }),
    );
  });
});
