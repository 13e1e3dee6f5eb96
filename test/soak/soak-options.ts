import { parseArgs } from 'node:util';

/** How long and how hard a soak is. */
export interface SoakOptions {
  readonly minutes: number;
  /** People who begin to verify their number, a second. A storm has ten times as many. */
  readonly rate: number;
  /** What people do follows from it. */
  readonly seed: number;
}

/** The text of `--help`. */
export const soakHelp = `npm run test:soak -- [options]

Whole verifications at a steady rate by two servers of two processes each over Redis Sentinel and two providers, while
providers die, Redis fails over, a storm comes, and servers are restarted. Run it on an idle machine.

  --minutes N  how long; default 60
  --short      what CI runs: some 75 seconds
  --rate N     people who begin, a second; default 20, with --short 10
  --seed N     what people do; default: a new one, which is printed
  --help       this text
`;

/** Minutes of the short form: the disturbances need most of them. */
const shortMinutes = 0.5;

/**
 * Reads the command line.
 *
 * @returns undefined if it asks for help. @throws Error if it can't be understood.
 */
export function readSoakOptions(args: readonly string[], newSeed: () => number): SoakOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      short: { type: 'boolean', default: false },
      rate: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { short } = values;
  return {
    minutes: numberOf('minutes', values.minutes) ?? (short ? shortMinutes : 60),
    rate: numberOf('rate', values.rate) ?? (short ? 10 : 20),
    seed: numberOf('seed', values.seed) ?? newSeed(),
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new Error(`--${name}: a number above 0 is expected`);
  return number;
}
