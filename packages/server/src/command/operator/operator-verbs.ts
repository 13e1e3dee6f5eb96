import type { CommandOptions, GivenArguments, Verb } from '../verb.js';

const json: CommandOptions = { json: { help: 'Prints JSON.' } };
const reason: CommandOptions = { reason: { value: 'TEXT', help: 'Why, for the audit line.' } };
const ofNumber =
  "NUMBER is international, such as +447400123456. - reads it from standard input, so that it stays out of the shell's history.";
const audited =
  'An audit line goes to standard error, as JSON: who ($SUDO_USER, or the user of the process), what, and when.';
const sameSettings =
  'Reads the settings of the server from the environment: THREEPID_STORAGE (Redis), THREEPID_SECRET and all others.';

type Run = (given: GivenArguments) => Promise<number>;

/** The steps are imported when one runs: --help needs none of them. */
function lazily(
  name: 'stats' | 'why' | 'release' | 'forget' | 'block' | 'unblock' | 'blocks' | 'sendTest',
): Run {
  return async (given) => {
    const [{ operatorSteps }, { withExplainedErrors }] = await Promise.all([
      import('./operator-steps.js'),
      import('./explained-errors.js'),
    ]);
    return withExplainedErrors(() => operatorSteps[name](given));
  };
}

/** The verbs by which an operator watches and steers a running server, through its storage. */
export const operatorVerbs: readonly Verb[] = [
  {
    name: 'stats',
    summary: "Shows messages and money of today and this month, and the guard's balances.",
    details: [sameSettings],
    arguments: [],
    options: json,
    run: lazily('stats'),
  },
  {
    name: 'why',
    summary: 'Explains what would be decided now on a message to a number. Changes nothing.',
    details: [ofNumber, sameSettings],
    arguments: ['NUMBER'],
    options: {
      address: { value: 'ADDRESS', help: 'The address that asks. Default: one that is not known.' },
      ...json,
    },
    run: lazily('why'),
  },
  {
    name: 'release',
    summary: 'Gives a number messages again: its limits and balances start anew.',
    details: [ofNumber, audited, sameSettings],
    arguments: ['NUMBER'],
    options: { ...reason, ...json },
    run: lazily('release'),
  },
  {
    name: 'forget',
    summary: 'Removes what is stored of a number, with its sessions.',
    details: [ofNumber, audited, sameSettings],
    arguments: ['NUMBER'],
    options: { ...reason, ...json },
    run: lazily('forget'),
  },
  {
    name: 'block',
    summary: 'Sends no messages to a country, or to numbers that begin with a prefix.',
    details: [
      'Each process of the server learns of it within 2 seconds. Write a country as TJ, 001 for numbers of no country, and a prefix as +99890.',
      audited,
      sameSettings,
    ],
    arguments: ['PREFIX|COUNTRY'],
    options: {
      until: {
        value: 'TIME',
        help: 'When it ends, such as 30m, 2h, 7d or 2026-12-24. Default: not by itself.',
      },
      ...reason,
      ...json,
    },
    run: lazily('block'),
  },
  {
    name: 'unblock',
    summary: 'Removes a block.',
    details: [
      'The exit code is 1 if there is no block of exactly this country or prefix.',
      audited,
      sameSettings,
    ],
    arguments: ['PREFIX|COUNTRY'],
    options: { ...reason, ...json },
    run: lazily('unblock'),
  },
  {
    name: 'blocks',
    summary: 'Lists what is blocked.',
    details: [sameSettings],
    arguments: [],
    options: json,
    run: lazily('blocks'),
  },
  {
    name: 'send-test',
    summary: 'Sends a test message by the providers of THREEPID_SMS, and shows their answer.',
    details: [
      ofNumber,
      'The guard, limits and blocks are not asked; budgets are. The exit code is 1 if it was not sent.',
      audited,
      sameSettings,
    ],
    arguments: ['NUMBER'],
    options: {
      channel: { value: 'NAME', help: 'One of THREEPID_CHANNELS. Default: sms.' },
      ...reason,
      ...json,
    },
    run: lazily('sendTest'),
  },
];
