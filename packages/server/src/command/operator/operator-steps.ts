import type { OperatorChange } from '@threepid/core';
import { print } from '../../print.js';
import type { GivenArguments } from '../verb.js';
import { addressOf } from './address-option.js';
import { blocksText } from './blocks-text.js';
import { numberOf } from './number-argument.js';
import { operatorName, withOperator } from './open-operator.js';
import { time } from './shown.js';
import { statsText } from './stats-text.js';
import { shownTarget, targetOf, warningAbout } from './target-argument.js';
import { testMessageText } from './test-message-text.js';
import { untilOf } from './until-option.js';
import { whyText } from './why-text.js';

type Step = (given: GivenArguments) => Promise<number>;

/** The steps of the operator's verbs. Each answers the exit code. */
export const operatorSteps = {
  stats: async (given) => {
    const stats = await withOperator(({ operator }) => operator.stats());
    return answer(given, stats, statsText(stats));
  },
  why: async (given) => {
    const number = await numberOf(argumentOf(given));
    const clientAddress = addressOf(valueOf(given, 'address'));
    const found = await withOperator(({ operator }) => operator.why(number, { clientAddress }));
    return answer(given, found, whyText(found));
  },
  release: async (given) => {
    const number = await numberOf(argumentOf(given));
    await withOperator(({ operator }) => operator.release(number, changeOf(given)));
    return answer(
      given,
      { released: true },
      'Its limits and balances start anew. What it shares with others stays: threepid why shows it.',
    );
  },
  forget: async (given) => {
    const number = await numberOf(argumentOf(given));
    await withOperator(({ operator }) => operator.forget(number, changeOf(given)));
    return answer(given, { forgotten: true }, 'Nothing is stored of it any more.');
  },
  block: async (given) => {
    const target = targetOf(argumentOf(given));
    const text = valueOf(given, 'until');
    const until = text === undefined ? undefined : untilOf(text, Date.now());
    await withOperator(({ operator }) => operator.block({ ...target, ...changeOf(given), until }));
    const end = until === undefined ? '' : ` until ${time(until)}`;
    return answer(
      given,
      { blocked: target, until },
      `${shownTarget(target)} is blocked${end}. Every process of the server learns of it within 2 seconds.${warningAbout(target)}`,
    );
  },
  unblock: async (given) => {
    const target = targetOf(argumentOf(given));
    const isRemoved = await withOperator(({ operator }) =>
      operator.unblock({ ...target, ...changeOf(given) }),
    );
    const text = isRemoved
      ? `${shownTarget(target)} is no longer blocked.`
      : `There is no block of exactly ${shownTarget(target)}: threepid blocks lists all.`;
    answer(given, { unblocked: isRemoved }, text);
    return isRemoved ? 0 : 1;
  },
  blocks: async (given) => {
    const blocks = await withOperator(({ operator }) => operator.blocks());
    return answer(given, blocks, blocksText(blocks));
  },
  sendTest: async (given) => {
    const number = await numberOf(argumentOf(given));
    const channel = valueOf(given, 'channel');
    const result = await withOperator(
      ({ operator }) => operator.sendTest(number, { ...changeOf(given), channel }),
      {
        sends: true,
      },
    );
    answer(given, result, testMessageText(result));
    return result.kind === 'sent' ? 0 : 1;
  },
} as const satisfies Readonly<Record<string, Step>>;

function answer({ flags }: GivenArguments, value: unknown, text: string): 0 {
  print(flags.has('json') ? JSON.stringify(value, undefined, 2) : text);
  return 0;
}

function changeOf(given: GivenArguments): OperatorChange {
  return { by: operatorName(), reason: valueOf(given, 'reason') };
}

/** The command line is read: it has one. */
function argumentOf({ arguments: [first = ''] }: GivenArguments): string {
  return first;
}

function valueOf({ values }: GivenArguments, option: string): string | undefined {
  return values.get(option)?.at(-1);
}
