import type { SeededRandom } from '../abuse/simulator/seeded-random.js';
import { GaveUp, type SoakVisitor } from './soak-visitor.js';

type Behaviour = (visitor: SoakVisitor) => Promise<void>;

const notValidated = ['400 M_SESSION_NOT_VALIDATED', '400 M_SESSION_EXPIRED'] as const;

/** Verifies the number as most people do. */
const plain: Behaviour = async (visitor) => {
  await visitor.ask();
  await finish(visitor);
};

/** Presses the button twice. */
const doubled: Behaviour = async (visitor) => {
  await visitor.ask(2);
  await finish(visitor);
};

/** Has the message sent again, and looks at the result too early. */
const resent: Behaviour = async (visitor) => {
  await visitor.ask();
  await visitor.code();
  await visitor.read(...notValidated, ...visitor.losses);
  await visitor.ask();
  await finish(visitor);
};

/** Mistypes the code. */
const mistyped: Behaviour = async (visitor) => {
  await visitor.ask();
  const code = await visitor.code();
  await visitor.submit(otherThan(code), '400 M_TOKEN_INCORRECT', ...visitor.losses);
  await finish(visitor);
};

/** Guesses until the session is dead; then not even the right code helps. */
const guessing: Behaviour = async (visitor) => {
  await visitor.ask();
  const code = await visitor.code();
  for (let guess = 0; guess < 5; guess += 1) {
    // A guess whose answer was lost may have been judged.
    const early = visitor.failed > 0 ? ['400 M_SESSION_EXPIRED'] : [];
    await visitor.submit(otherThan(code), '400 M_TOKEN_INCORRECT', ...early, ...visitor.losses);
  }
  // A failover may forget a wrong code.
  if (visitor.mayHaveLost) return;
  const outcome = await visitor.submit(code, '400 M_SESSION_EXPIRED', '200');
  if (outcome === '200') visitor.record.onlyByCode.break('the right code after five wrong ones');
  await expectNotValidated(visitor);
};

/** Asks for a code, and leaves. */
const leaving: Behaviour = async (visitor) => {
  await visitor.ask();
  await visitor.code();
  await expectNotValidated(visitor);
};

/** Sends what nobody can use. */
const nonsense: Behaviour = async (visitor) => {
  const wrongNumber = { client_secret: visitor.secret, country: 'GB', phone_number: '12', send_attempt: 1 };
  await visitor.until('requestToken', ['400 M_INVALID_ADDRESS'], () =>
    visitor.post('requestToken', wrongNumber),
  );
  await visitor.until('requestToken', ['400 M_NOT_JSON'], () => visitor.post('requestToken', '{"half'));
  visitor.sid = 'no-such-session';
  await visitor.submit('123456', '404 M_NO_VALID_SESSION');
};

/** Of 100 people, so many. */
const shares: readonly (readonly [number, Behaviour])[] = [
  [60, plain],
  [10, doubled],
  [10, resent],
  [12, mistyped],
  [3, guessing],
  [2, leaving],
  [3, nonsense],
];

/** What a person does, from beginning to end. */
export function behaviourOf(random: SeededRandom): Behaviour {
  let place = random.below(100);
  for (const [share, behaviour] of shares) {
    if (place < share) return behaviour;
    place -= share;
  }
  return plain;
}

/** Lets a person do what they do, and looks at their messages in the end. */
export async function visit(visitor: SoakVisitor, behaviour: Behaviour): Promise<void> {
  const { record } = visitor;
  record.begun += 1;
  record.busy += 1;
  try {
    await behaviour(visitor);
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
  } finally {
    record.busy -= 1;
    countMessages(visitor);
  }
}

/** Submits the code and reads the result. Whoever has lost a step to a failover asks for another message. */
async function finish(visitor: SoakVisitor): Promise<void> {
  const { record } = visitor;
  while (!(await isVerified(visitor))) {
    record.lost += 1;
    visitor.failed += 1;
    await visitor.ask();
  }
  record.verified += 1;
}

async function isVerified(visitor: SoakVisitor): Promise<boolean> {
  const { person } = visitor;
  const code = await visitor.code();
  if ((await visitor.submit(code, '200', ...visitor.losses)) !== '200') return false;
  const { outcome, body } = await visitor.read('200', ...visitor.losses);
  if (outcome !== '200') return false;
  if (body['address'] !== person.msisdn) visitor.giveUp(`verified ${String(body['address'])}`);
  return true;
}

async function expectNotValidated(visitor: SoakVisitor): Promise<void> {
  const { outcome } = await visitor.read(...notValidated, ...visitor.losses, '200');
  if (outcome === '200')
    visitor.record.onlyByCode.break('getValidated3pid of a session whose code nobody submitted');
}

/** Each attempt sends one message; a call that failed may have sent one more. */
function countMessages({ person, attempts, failed, record, surroundings }: SoakVisitor): void {
  const codes = surroundings.inbox.codesOf(person.msisdn);
  const most = attempts + failed;
  if (codes.length > most)
    record.oneMessage.break(`${codes.length} messages for ${attempts} attempts, ${failed} failed`);
  if (failed === 0 && new Set(codes).size > 1)
    record.sameCode.break(`${codes.length} messages with different codes`);
  surroundings.inbox.close(person.msisdn, Math.max(0, most - codes.length));
}

function otherThan(code: string): string {
  return code === '123456' ? '654321' : '123456';
}
