import {
  MatrixError,
  type Clock,
  type MessageDecision,
  type SmsSender,
  type Threepid,
  type ThreepidEvent,
} from '@threepid/core';
import { expect } from 'chai';
import fc from 'fast-check';

/** A step of a random history, among few numbers and addresses, so that they meet. */
export interface HistoryStep {
  readonly kind: 'ask' | 'verify' | 'fail' | 'release' | 'block' | 'unblock' | 'wait';
  readonly number: number;
  readonly address: number;
  readonly ms: number;
}

const second = 1_000;
const hour = 3_600_000;

/** Mostly requests. */
const someStep: fc.Arbitrary<HistoryStep> = fc.record({
  kind: fc.constantFrom(
    ...(['ask', 'ask', 'ask', 'ask', 'ask', 'ask', 'verify', 'verify', 'fail'] as const),
    ...(['release', 'block', 'unblock', 'wait'] as const),
  ),
  number: fc.nat(5),
  address: fc.nat(3),
  ms: fc.oneof(fc.nat(10 * second), fc.nat(2 * hour), fc.nat(40 * hour)),
});

export const someHistory = fc.array(someStep, { minLength: 20, maxLength: 50, size: 'max' });

/** Two of one block, two of one country, one of a country that isn't served, and one that gets no messages by its type. */
const numbers = [
  '+447400123456',
  '+447400123457',
  '+447911123456',
  '+4915123456789',
  '+33612345678',
  '+442071838750',
];

/** The last is a caller whose address isn't known. */
const addresses = ['203.0.113.7', '203.0.113.8', '2001:db8::1', undefined];

/** Where a history happens. */
export interface HistoryWorld {
  readonly threepid: Threepid;
  readonly clock: Clock & { advance(ms: number): void };
  readonly sms: SmsSender & { fails: boolean; lastCode(): string };
  readonly events: ThreepidEvent[];
}

/** The decisions that a world has explained, by kind and rule. */
export type Explained = Map<string, number>;

/** Plays a history; before each request, the operator asks what would be decided, and must be right. */
export async function playExplained(
  world: HistoryWorld,
  history: readonly HistoryStep[],
  explained: Explained,
): Promise<void> {
  for (const [place, step] of history.entries())
    await play(world, step, `history${String(place)}`, explained);
}

async function play(
  world: HistoryWorld,
  { kind, number, address, ms }: HistoryStep,
  clientSecret: string,
  explained: Explained,
): Promise<void> {
  const { threepid, clock, sms } = world;
  const { [number]: phoneNumber = '' } = numbers;
  const by = 'history';
  if (kind === 'wait') clock.advance(ms);
  else if (kind === 'release') await threepid.operator.release(phoneNumber, { by });
  else if (kind === 'block') await threepid.operator.block({ prefix: phoneNumber.slice(0, 8), by });
  else if (kind === 'unblock') await threepid.operator.unblock({ prefix: phoneNumber.slice(0, 8), by });
  else {
    sms.fails = kind === 'fail';
    const sid = await askExplained(
      world,
      { phoneNumber, clientAddress: addresses[address], clientSecret },
      explained,
    );
    if (kind === 'verify' && sid !== undefined)
      await threepid.submitToken({ sid, clientSecret, token: sms.lastCode() });
  }
}

interface Asked {
  readonly phoneNumber: string;
  readonly clientAddress: string | undefined;
  readonly clientSecret: string;
}

async function askExplained(
  { threepid, events }: HistoryWorld,
  { phoneNumber, clientAddress, clientSecret }: Asked,
  explained: Explained,
): Promise<string | undefined> {
  const { decision } = await threepid.operator.why(phoneNumber, { clientAddress });
  const name = 'rule' in decision ? `${decision.kind} ${decision.rule}` : decision.kind;
  explained.set(name, (explained.get(name) ?? 0) + 1);
  events.length = 0;
  try {
    const request = { clientSecret, phoneNumber, country: '', clientAddress };
    const { sid } = await threepid.requestToken(request);
    expect(decision).to.deep.equal({ kind: 'allow' });
    return sid;
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    expectRefusal(decision, error, events);
    return undefined;
  }
}

function expectRefusal(
  decision: MessageDecision,
  { errcode, retryAfterMs }: MatrixError,
  events: readonly ThreepidEvent[],
): void {
  // The provider failed: the message was allowed.
  if (errcode === 'M_SEND_ERROR') expect(decision).to.deep.equal({ kind: 'allow' });
  else {
    const refusal = events.find(
      (event) => event.kind === 'challenged' || (event.kind === 'refused' && event.isEnforced),
    );
    expect(decision).to.include({
      rule: refusal !== undefined && 'rule' in refusal ? refusal.rule : undefined,
    });
    expect('retryAfterMs' in decision ? decision.retryAfterMs : undefined).to.equal(retryAfterMs);
  }
}
