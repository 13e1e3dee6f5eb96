import type { RequestRecord, SessionReference } from '@threepid/core';
import { expect } from 'chai';
import { createFramework, errcodeOf, type TestFramework } from '../framework.js';

const clientSecret = 'monkeys_are_GREAT';
const request = { clientSecret, country: 'GB', phoneNumber: '07400123456', sendAttempt: 1 };

describe('ConsumeValidatedThreePid', () => {
  let framework: TestFramework;
  let sid: string;
  let code: string;
  beforeEach(async () => {
    framework = createFramework();
    ({ sid } = await framework.threepid.requestToken(request));
    code = framework.lastCode();
  });
  const submit = (token: string) => errcodeOf(framework.threepid.submitToken({ sid, clientSecret, token }));
  const read = () => errcodeOf(framework.threepid.getValidatedThreePid({ sid, clientSecret }));

  it('answers as reading does, once, and the session is gone', async () => {
    await submit(code);
    const validated = await framework.threepid.getValidatedThreePid({ sid, clientSecret });
    const calls = Array.from({ length: 100 }, () =>
      framework.threepid.consumeValidatedThreePid({ sid, clientSecret }).catch((error: unknown) => error),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((outcome) => !(outcome instanceof Error))).to.deep.equal([validated]);
  });

  it('notes the number of the session, masked, in the record of the request', async () => {
    await submit(code);
    const record: RequestRecord = { id: 'the-request' };
    await framework.threepid.consumeValidatedThreePid({ sid, clientSecret, record });
    expect(record).to.deep.equal({ id: 'the-request', msisdn: '+44********56' });
  });

  it('is spent once, of 100 calls at once', async () => {
    await submit(code);
    const calls = Array.from({ length: 100 }, () =>
      errcodeOf(framework.threepid.consumeValidatedThreePid({ sid, clientSecret })),
    );
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => answer === 'none')).to.have.length(1);
    expect(answers.filter((answer) => answer === 'M_NO_VALID_SESSION')).to.have.length(99);
    expect(await read()).to.equal('M_NO_VALID_SESSION');
  });

  it('refuses what is no text, as a host passes it on from a body', async () => {
    for (const other of ['["x"]', '7', '{}', 'null']) {
      const body = `{ "sid": ${other}, "clientSecret": "${clientSecret}" }`;
      const call = framework.threepid.consumeValidatedThreePid(JSON.parse(body) as SessionReference);
      expect(await errcodeOf(call), other).to.equal('M_INVALID_PARAM');
    }
  });

  it('is not spent before it is validated', async () => {
    expect(await errcodeOf(framework.threepid.consumeValidatedThreePid({ sid, clientSecret }))).to.equal(
      'M_SESSION_NOT_VALIDATED',
    );
    expect(await submit(code)).to.equal('none');
  });
});
