import type { SoakRecord } from './record.js';
import type { Look, PhaseResult, SoakResult } from './soak-run.js';
import type { Vitals } from './vitals.js';

/** A promise, and what broke it. */
export interface SoakCheck {
  readonly words: string;
  /** How it was broken; none: it was kept. */
  readonly broken: readonly string[];
  /** How often. */
  readonly count: number;
}

/** Bounds are generous: a machine that is busy with something else breaks none. */
const bounds = {
  backSeconds: 30,
  /** Heap of the largest process, in the end and after the warm-up. */
  heapFactor: 1.5,
  heapBytes: 24 * 2 ** 20,
  files: 24,
  sockets: 24,
  keysEach: 20,
  keysBeside: 2_000,
  /** The guard remembers a country that has verified much for 6 months. */
  keyHours: 24 * 190,
};

/** All that a soak has to show. */
export function checksOf(result: SoakResult): readonly SoakCheck[] {
  const { record, looks, phases, late, stoppedWell } = result;
  const seen = record.promises.map(({ words, broken, count }) => ({ words, broken, count }));
  const judged = phases.filter(isJudged);
  return [
    ...seen,
    check('nobody gets a message after they are done', late > 0 ? [`${late} messages`] : []),
    check('most people are verified', isMost(record) ? [] : [`${record.verified} of ${record.begun}`]),
    // In a short soak, none is long enough.
    ...(judged.length === 0 ? [] : [speedCheck(judged)]),
    ...leakChecks(looks),
    check('servers that are stopped end well', stoppedWell ? [] : ['one ended with another code than 0']),
  ];
}

/** True if people came for long enough after a disturbance, and no other program took the processors. */
function isJudged({ isDisturbed, isBusy, to, end }: PhaseResult): boolean {
  return isDisturbed && !isBusy && end - to > bounds.backSeconds * 1_000;
}

function speedCheck(phases: readonly PhaseResult[]): SoakCheck {
  const slow = phases.filter(({ backAfter = Infinity }) => backAfter > bounds.backSeconds);
  return check(
    `calls are as fast as before within ${bounds.backSeconds} s`,
    slow.map(({ name, backAfter }) => `after '${name}': ${String(backAfter ?? 'not')} s`),
  );
}

/** Some guess or leave, and some are told to come back later. */
function isMost({ verified, begun }: SoakRecord): boolean {
  return verified > begun / 2;
}

function leakChecks(looks: readonly Look[]): readonly SoakCheck[] {
  const [first, ...others] = looks;
  const blind = looks.filter(({ vitals, redis }) => redis.keys === 0 || !vitals.some(isWorker));
  const seen = check('something is seen of each process and of Redis', [
    ...(others.length === 0 ? ['there was no look after the first'] : []),
    ...blind.map(({ after }) => `after ${after}: nothing`),
  ]);
  if (first === undefined || seen.count > 0) return [seen];
  const grown = (key: 'heapUsed' | 'files' | 'sockets', most: (before: number) => number): string[] =>
    others
      .filter(({ vitals }) => mostOf(vitals, key) > most(mostOf(first.vitals, key)))
      .map(
        ({ after, vitals }) => `after ${after}: ${mostOf(vitals, key)}, first ${mostOf(first.vitals, key)}`,
      );
  const everlasting = looks.filter(
    ({ redis }) => redis.everlasting > 0 || redis.longestHours > bounds.keyHours,
  );
  const many = looks.filter(({ redis, begun }) => redis.keys > begun * bounds.keysEach + bounds.keysBeside);
  return [
    seen,
    check(
      'no process keeps memory',
      grown('heapUsed', (before) => before * bounds.heapFactor + bounds.heapBytes),
    ),
    check('no process keeps connections or files', [
      ...grown('sockets', (before) => before + bounds.sockets),
      ...grown('files', (before) => before + bounds.files),
    ]),
    check(
      'every key in Redis expires',
      everlasting.map(
        ({ after, redis }) => `after ${after}: ${redis.everlasting} never, ${redis.longestHours} h`,
      ),
    ),
    check(
      'keys in Redis are as many as people, by a factor',
      many.map(({ after, redis }) => `after ${after}: ${redis.keys}`),
    ),
  ];
}

/** Of the process that holds most. */
export function mostOf(
  vitals: readonly Vitals[],
  key: 'heapUsed' | 'external' | 'rss' | 'files' | 'sockets',
): number {
  return Math.max(...vitals.filter(isWorker).map((one) => one[key]));
}

function isWorker({ role }: Vitals): boolean {
  return role === 'worker';
}

function check(words: string, broken: readonly string[]): SoakCheck {
  return { words, broken, count: broken.length };
}
