import type { CountedLimit, GroupBalance, MessageDecision, NumberExplanation } from '@threepid/core';
import { inOneLine } from '../../in-one-line.js';
import { ruleInWords } from './rule-words.js';
import { duration, messages, money, table } from './shown.js';
import { shownTarget } from './target-argument.js';

/** The text of `threepid why` for a person. */
export function whyText(found: NumberExplanation): string {
  const { decision, country = 'no country', numberType, testNumber, block, money: cost } = found;
  const test = testNumber === undefined ? '' : `, a test number (${testNumber})`;
  return [
    ...decisionLines(decision),
    `The number: ${country}, ${numberType}${test}. A message costs ${money(cost.price)}.`,
    ...(block === undefined
      ? []
      : [`Blocked: ${shownTarget(block)} by ${block.by}${reasonOf(block.reason)}.`]),
    ...section(
      'Limits',
      [
        ...found.numberLimits.map((limit) => limitRow('the number', limit)),
        ...found.clientLimits.map((limit) => limitRow('the address', limit)),
      ],
      ['of', 'messages', 'in', 'counted', 'next'],
    ),
    ...guardLines(found),
    ...section(
      'Budgets',
      cost.budgets.map(({ budget, limit, spent, retryAfterMs }) => [
        budget,
        money(limit),
        money(spent),
        nextIn(retryAfterMs),
      ]),
      ['budget', 'limit', 'spent', 'next'],
    ),
  ].join('\n');
}

function decisionLines(decision: MessageDecision): readonly string[] {
  if (decision.kind === 'allow') return ['A message would be sent.'];
  const cause = ruleInWords(decision.rule);
  if (decision.kind === 'refuse') return [`No message would be sent: ${cause}.`];
  const proof = decision.kind === 'challenge' ? ', or now to somebody who solves a challenge' : '';
  return [
    `No message would be sent now: ${cause}.`,
    `The next in ${duration(decision.retryAfterMs)}${proof}.`,
  ];
}

function guardLines({ guard }: NumberExplanation): readonly string[] {
  if (guard === undefined) return ['', 'The guard is off.'];
  const rows = guard.balances
    .filter(isShown)
    .map((each) => [nameOf(each), messages(each.messages), String(each.cap), nextIn(each.retryAfterMs)]);
  const { refusal } = guard;
  const watched =
    guard.mode === 'monitor' && refusal !== undefined
      ? [`It only watches; it would have refused: ${refusal.rule}.`]
      : [];
  return [...section(`The guard (${guard.mode})`, rows, ['group', 'left', 'most', 'next']), ...watched];
}

/** The lanes of those with a good name, and of solved challenges, are of interest if they are short. */
function isShown({ group, lane, retryAfterMs }: GroupBalance): boolean {
  return retryAfterMs > 0 || (group !== 'proved' && (lane === undefined || lane === 'nobody'));
}

function nameOf({ group, lane }: GroupBalance): string {
  return lane === undefined ? group : `${group} (${lane})`;
}

function limitRow(
  of: string,
  { messages: most, windowMs, counted, retryAfterMs }: CountedLimit,
): readonly string[] {
  return [of, String(most), duration(windowMs), String(counted), nextIn(retryAfterMs)];
}

function nextIn(ms: number): string {
  return ms === 0 ? 'now' : `in ${duration(ms)}`;
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  head: readonly string[],
): readonly string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, ...table(head, rows).map((line) => `  ${line}`)];
}

function reasonOf(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${inOneLine(reason)})`;
}
