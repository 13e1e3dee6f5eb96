import type { SendCandidate, SendEvent, SendPolicy, SendVerdict } from '@threepid/core';
import { expect } from 'chai';
import { t0 } from '../runner/times.js';
import type { Askers } from './crowds.js';

/** How many people of a crowd ask. */
export const manyPeople = 200;

/** A message that was allowed. */
export interface AllowedMessage {
  readonly index: number;
  readonly receipt: string | undefined;
}

/** A message that has to wait. */
export interface MessageThatWaits {
  readonly index: number;
  readonly retryAfterMs: number;
}

/** What a crowd was answered. */
export interface Answers {
  readonly allowed: readonly AllowedMessage[];
  readonly delayed: readonly MessageThatWaits[];
}

/** After so many delays in a row, the others needn't ask: the crowd has had what it can have. */
const delaysInARow = 20;

/** Has everybody in a crowd ask, one after the other. */
export async function askInTurn(
  policy: SendPolicy,
  crowd: Askers,
  now = t0,
  people = manyPeople,
): Promise<Answers> {
  const verdicts: SendVerdict[] = [];
  let lastAllowed = 0;
  for (let index = 0; index < people && index - lastAllowed <= delaysInARow; index += 1) {
    const verdict = await judge(policy, crowd.candidate(index, now));
    if (verdict.kind === 'allow') lastAllowed = index;
    verdicts.push(verdict);
  }
  return answersOf(verdicts);
}

/** Has everybody in a crowd ask at once, each of the policies in turn. */
export async function askAtOnce(policies: readonly SendPolicy[], crowd: Askers, now = t0): Promise<Answers> {
  const verdicts = policies.map((policy, process) =>
    Array.from({ length: manyPeople / policies.length }, async (_, count) =>
      judge(policy, crowd.candidate(count * policies.length + process, now)),
    ),
  );
  return answersOf(await Promise.all(verdicts.flat()));
}

/** A judgment on a number that the policy is said to allow messages to. */
export async function judge(policy: SendPolicy, candidate: SendCandidate): Promise<SendVerdict> {
  const verdict = await policy.judge(candidate);
  if (verdict.kind !== 'refuse') return verdict;
  throw new Error(
    `the policy refuses this number, so the suite needs others (\`number\`): ${verdict.reason}`,
  );
}

/** True if the policy allows a message to the person at an index. */
export async function isAllowed(
  policy: SendPolicy,
  crowd: Askers,
  index: number,
  now = t0,
): Promise<boolean> {
  return (await judge(policy, crowd.candidate(index, now))).kind === 'allow';
}

/** Reports what became of messages, all at once. */
export async function learn(
  policy: SendPolicy,
  kind: SendEvent['kind'],
  messages: readonly AllowedMessage[],
  now = t0,
): Promise<void> {
  await Promise.all(messages.map(({ receipt }) => learnOne(policy, kind, receipt, now)));
}

async function learnOne(
  policy: SendPolicy,
  kind: SendEvent['kind'],
  receipt: string | undefined,
  now: number,
): Promise<void> {
  expect(receipt, 'a message without a receipt, of which the policy can learn nothing').to.be.a('string');
  if (receipt !== undefined) await policy.learn?.({ kind, receipt, now });
}

function answersOf(verdicts: readonly SendVerdict[]): Answers {
  const allowed: AllowedMessage[] = [];
  const delayed: MessageThatWaits[] = [];
  for (const [index, verdict] of verdicts.entries())
    if (verdict.kind === 'allow') allowed.push({ index, receipt: verdict.receipt });
    else if (verdict.kind !== 'refuse') delayed.push({ index, retryAfterMs: verdict.retryAfterMs });
  return { allowed, delayed };
}
