// Plays Synapse against a delegate: `npm run replay -w examples/synapse [-- URL [NUMBER [COUNTRY]]]`.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { SynapseCalls, type DelegateAnswer, type DelegateSession } from './synapse-calls.js';

const [url = 'http://127.0.0.1:8090', phone_number = '07700 900123', country = 'GB'] = process.argv.slice(2);
const terminal = createInterface({ input: process.stdin });
// An iterator keeps lines that come before they are asked for.
const lines = terminal[Symbol.asyncIterator]();
const synapse = new SynapseCalls(url, (line) => {
  console.log(line);
});

try {
  await replay();
} catch (error) {
  console.error(`replay: ${explain(error)}`);
  process.exitCode = 1;
} finally {
  terminal.close();
}

async function replay(): Promise<void> {
  const client_secret = randomUUID();
  const asked = { country, phone_number, client_secret, send_attempt: 1 };
  const { body } = expectStatus(200, await synapse.requestToken(asked));
  const session = { sid: String(body['sid']), client_secret };
  console.log('\nA client that is too early: not validated yet.');
  expectStatus(400, await synapse.getValidated3pid(session));
  await submitCode(session);
  console.log('\nThe client comes with its session, and once more.');
  expectStatus(200, await synapse.getValidated3pid(session));
  expectStatus(200, await synapse.getValidated3pid(session));
  await ask('\nAnd late. Press Enter when you have waited long enough; there are 24 hours.');
  expectStatus(200, await synapse.getValidated3pid(session));
  console.log('\nVerified.');
}

/** A wrong code may be followed by another one, until the session has had enough. */
async function submitCode(session: DelegateSession): Promise<void> {
  for (;;) {
    const token = await ask('\nThe code of the message, which the server has printed?');
    const answer = await synapse.submitToken(session, token);
    if (answer.body['errcode'] === 'M_TOKEN_INCORRECT') continue;
    expectStatus(200, answer);
    return;
  }
}

function expectStatus(status: number, answer: DelegateAnswer): DelegateAnswer {
  if (answer.status === status) return answer;
  throw new Error(`${status} was expected instead of ${answer.status}`);
}

/** @throws Error at the end of the input. */
async function ask(question: string): Promise<string> {
  console.log(question);
  const line = await lines.next();
  if (line.done === true) throw new Error('the input has ended');
  return line.value.trim();
}

function explain(error: unknown): string {
  if (error instanceof TypeError) return `no answer of threepid at ${url}; is it started there?`;
  return error instanceof Error ? error.message : String(error);
}
