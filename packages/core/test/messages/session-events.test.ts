import type { ThreepidEvent } from '@threepid/core';
import { expect } from 'chai';
import { RaisedEvents } from '../../dist/events/raised-events.js';
import type { LastMessage } from '../../dist/messages/last-message.js';
import { SessionEvents } from '../../dist/messages/session-events.js';
import { recordingLogger, TestClock, type LogLine } from '../framework.js';

const message: LastMessage = {
  sender: 'a provider',
  messageId: 'id',
  country: 'GB',
  channel: 'voice',
  isFirst: true,
  sentAt: 5_000,
  codeExpiresAt: 605_000,
  note: undefined,
  isDecoy: false,
};

describe('what happens to a session', () => {
  let log: LogLine[];
  let raised: ThreepidEvent[];
  const clock = new TestClock();
  const at = clock.now();
  beforeEach(() => {
    log = [];
    raised = [];
  });
  function create(isHeard = true): SessionEvents {
    const logger = recordingLogger(log);
    const listener = isHeard ? { on: (event: ThreepidEvent) => void raised.push(event) } : undefined;
    return new SessionEvents(new RaisedEvents(listener, clock, logger), logger);
  }
  const known = { country: 'GB', channel: 'voice', provider: 'a provider' };

  it('is an event, with its message, how old that is, and the request', () => {
    const events = create();
    const code = { now: 8_000, record: { id: 'the-request' } };
    events.verified(message, code);
    events.wrongCode(message, code);
    events.expired(message, 8_000);
    const told = { at, ...known, ageMs: 3_000 };
    expect(raised).to.deep.equal([
      { ...told, kind: 'verified', requestId: 'the-request' },
      { ...told, kind: 'wrongCode', requestId: 'the-request' },
      { ...told, kind: 'expired', requestId: undefined },
    ]);
  });

  it('is no older than nothing, by a clock that is behind', () => {
    const events = create();
    events.verified(message, { now: 4_000 });
    events.validated(message, { now: 4_000 });
    expect(raised[0]).to.have.property('ageMs', 0);
    expect(log[0]?.fields).to.have.property('ms', 0);
  });

  it('is an event too if nothing is known of the message', () => {
    create().verified(undefined, { now: 8_000 });
    const nothing = { requestId: undefined, country: undefined, channel: undefined, provider: undefined };
    expect(raised).to.deep.equal([{ at, kind: 'verified', ...nothing, ageMs: undefined }]);
  });

  it('is no event if nobody listens', () => {
    const events = create(false);
    expect([events.isOn, create().isOn]).to.deep.equal([false, true]);
    events.verified(message, { now: 8_000 });
    events.wrongCode(message, { now: 8_000 });
    events.expired(message, 8_000);
    expect(raised).to.deep.equal([]);
  });

  it('is a line in the log once it is validated', () => {
    const events = create();
    events.validated(message, { now: 8_000, record: { id: 'the-request' } });
    events.validated({ ...message, country: undefined }, { now: 8_000 });
    events.validated(undefined, { now: 8_000 });
    const validated = { level: 'info', message: 'session validated' };
    expect(log).to.deep.equal([
      { ...validated, fields: { requestId: 'the-request', ...known, ms: 3_000 } },
      { ...validated, fields: { ...known, country: '001', ms: 3_000 } },
      { ...validated, fields: {} },
    ]);
  });

  it('says to the request which country it is about', () => {
    const events = create(false);
    const records = [{ id: '1' }, { id: '2' }, { id: '3' }];
    events.validated(message, { now: 8_000, record: records[0] });
    events.wrongCode(message, { now: 8_000, record: records[1] });
    events.validated(undefined, { now: 8_000, record: records[2] });
    expect(records).to.deep.equal([{ id: '1', country: 'GB' }, { id: '2', country: 'GB' }, { id: '3' }]);
  });
});
