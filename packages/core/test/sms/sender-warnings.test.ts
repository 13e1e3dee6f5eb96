import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { createThreepid, type MessageOrigin, type ThreepidOptions } from '@threepid/core';
import { isGenericSenderName } from '../../dist/sms/generic-sender-names.js';
import { senderRules, senderRuleSources } from '../../dist/sms/sender-rules.js';
import { senderWarnings } from '../../dist/sms/sender-warnings.js';

describe('senderWarnings', () => {
  const about: readonly (readonly [origin: MessageOrigin, country: string, warning: RegExp])[] = [
    [
      { from: 'Example' },
      'US',
      /doesn't arrive as a name; use a registered 10DLC number, a verified toll-free/,
    ],
    [{ from: '+12025550123' }, 'US', /^\+12025550123 must be registered: 10DLC, or toll-free and verified/],
    [{ from: '+447400123456' }, 'US', /block numbers of other countries, such as \+447400123456/],
    [{ from: 'Example' }, 'BR', /use a short code of the country/],
    [{ from: 'Example' }, 'KR', /use a number or short code of the country/],
    [{ from: 'Example' }, 'IN', /must be registered, and so must your entity and the template/],
    [{ from: 'Example', entityId: '1' }, 'IN', /must be registered/],
    [{ from: 'Example', templateId: '2' }, 'IN', /must be registered/],
    [{ from: 'Example', entityId: '1', templateId: '2' }, 'AU', /must be registered/],
    [{ from: '+44740012' }, 'US', /block numbers of other countries/],
    [{ from: 'Example' }, 'AU', /must be registered, or phones show Unverified instead/],
    [{ from: 'Example' }, 'AE', /must be registered, or carriers block or replace it/],
    [{ from: 'Verify' }, 'ES', /carriers block Verify/],
    [{ from: 'INFO' }, 'GB', /carriers block INFO, which says nothing about who sends; use your brand/],
    [{ from: '+12025550123' }, 'GB', /carriers block numbers of other countries/],
  ];
  for (const [origin, country, warning] of about) {
    it(`warns about ${JSON.stringify(origin)} in ${country}`, () => {
      const warnings = senderWarnings(origin, country);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(warning);
    });
  }

  const silent: readonly (readonly [origin: MessageOrigin, country: string])[] = [
    [{}, 'US'],
    [{ from: '' }, 'US'],
    [{ isPool: true }, 'IN'],
    [{ from: '12345' }, 'US'],
    [{ from: 'Example' }, 'GB'],
    [{ from: 'Smith Bank' }, 'GB'],
    [{ from: '+447400123456' }, 'GB'],
    [{ from: '60006' }, 'GB'],
    [{ from: '+12025550123' }, 'CA'],
    [{ from: '+447400123456' }, 'DE'],
    [{ from: 'Info' }, 'DE'],
    [{ from: 'Example', entityId: '1', templateId: '2' }, 'IN'],
    [{ from: 'Example' }, 'ZZ'],
  ];
  for (const [origin, country] of silent) {
    it(`has nothing against ${JSON.stringify(origin)} in ${country}`, () => {
      expect(senderWarnings(origin, country)).to.deep.equal([]);
    });
  }
});

describe('a generic sender name', () => {
  for (const name of [
    'Verify',
    'V E R I F Y',
    '-verify-',
    'v.e.r.i.f.y',
    'V3RIFY',
    '2FA',
    'N0REPLY',
    'S1GN',
    'C4LL',
    '5MS',
    'No-Reply',
  ]) {
    it(`is ${name}`, () => {
      expect(isGenericSenderName(name)).to.equal(true);
    });
  }
  for (const name of ['Example', 'Smith Bank', 'Border Control', 'Codex', '']) {
    it(`is not ${name}`, () => {
      expect(isGenericSenderName(name)).to.equal(false);
    });
  }
});

describe('the rules for senders', () => {
  it('are of 50 countries or more, each with a source, and every source has a rule', () => {
    const rules = Object.entries(senderRules);
    expect(rules).to.have.length.of.at.least(50);
    for (const [country, { sources }] of rules) expect(sources, country).not.to.be.empty;
    const used = new Set(rules.flatMap(([, { sources }]) => sources));
    expect([...used]).to.have.members(Object.keys(senderRuleSources));
  });
});

describe('the warnings about a sender when a framework is made', () => {
  const logged = (
    options: Partial<ThreepidOptions>,
    origin: MessageOrigin,
  ): readonly (readonly string[])[] => {
    const lines: (readonly string[])[] = [];
    const keep = (fields: object, message: string): void => {
      if (!('warnings' in fields)) return;
      expect(message).to.match(
        /may not deliver .* list those that you have settled in senderWarnings\.except/,
      );
      lines.push(fields.warnings as readonly string[]);
    };
    createThreepid({
      secret: 'of-a-test-'.repeat(4),
      storage: new MemorySessionStorage(),
      sms: { name: 'a', originFor: () => origin, send: () => Promise.reject(new Error('none')) },
      logger: { debug: () => undefined, info: () => undefined, warn: keep, error: () => undefined },
      ...options,
    });
    return lines;
  };

  it('are one line of the log, in brief about the largest countries, and in full about a list', () => {
    expect(logged({}, { from: 'Example' })).to.deep.equal([
      [
        "US, CA, BR, MX: the sender Example doesn't arrive as a name; IN, AU, ES, SG, ID: the sender Example must be registered",
      ],
    ]);
    expect(logged({}, { from: 'Info' })[0]?.join()).to.match(/GB[A-Z, ]*: carriers block Info/);
    expect(logged({ destinations: { allow: ['GB', 'PE', '001'] } }, { from: 'Example' })).to.deep.equal([
      ["PE: the sender Example doesn't arrive as a name; use a short code of the country"],
    ]);
  });

  it('leave out countries that get no messages, or that are settled', () => {
    const few = { destinations: { allow: ['PE', 'CL'], deny: ['CL'] } };
    expect(logged(few, { from: 'Example' })[0]?.join()).to.match(/^PE: /);
    expect(logged({ ...few, senderWarnings: { except: ['PE'] } }, { from: 'Example' })).to.deep.equal([]);
    expect(logged({ ...few, senderWarnings: {} }, { from: 'Example' })).to.have.lengthOf(1);
    expect(logged({ senderWarnings: false }, { from: 'Example' })).to.deep.equal([]);
  });

  it('are none about a sender whose provider chooses', () => {
    expect(logged({}, { isPool: true })).to.deep.equal([]);
  });

  it('are refused about an unknown country', () => {
    expect(() => logged({ senderWarnings: { except: ['UK'] } }, {})).to.throw(
      TypeError,
      "'UK' is not a country",
    );
  });
});
