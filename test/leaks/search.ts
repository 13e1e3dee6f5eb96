import { encodings } from './forms.js';

/** Where something may leak: `stored` is what lies in Redis, and `sent to Redis` all arguments of the commands. */
export const places = ['log', 'answers', 'stored', 'sent to Redis'] as const;

export type SearchedPlace = (typeof places)[number];

/** What must not be found, by what it is. */
export type Secrets = Readonly<Record<string, string>>;

/** What a run has left behind. */
export interface Trace {
  /** What the run hid, in every place. */
  readonly secrets: Secrets;
  /** What it told the caller that it belongs to, so that answers have it: sids, access tokens, and where pages lead to. */
  readonly told: Secrets;
  readonly left: Readonly<Record<SearchedPlace, Buffer>>;
}

/**
 * Shorter forms turn up by chance. A code as a number has three bytes, which only matters where bytes are kept: of what is
 * stored there is so little that chance hardly finds the same code in several runs.
 */
const shortestForm: Readonly<Record<SearchedPlace, number>> = {
  log: 4,
  answers: 4,
  stored: 3,
  'sent to Redis': 4,
};

/** Shorter forms turn up by chance now and then, but not in each of several runs. */
const certainForm = 7;

/** What was found in a place of the runs: which secret, in which encoding, among what. */
export function leaksIn(place: SearchedPlace, traces: readonly Trace[]): readonly string[] {
  const found = traces.map((trace) => leaksOf(place, trace));
  const inEach = (leak: Leak): boolean =>
    found.every((others) => others.some(({ name }) => name === leak.name));
  const leaks = found.flat().filter((leak) => leak.length >= certainForm || inEach(leak));
  const byName = new Map(leaks.map(({ name, around }) => [name, around]));
  return [...byName].map(([name, around]) => `${name}: …${around}…`);
}

interface Leak {
  readonly name: string;
  readonly length: number;
  readonly around: string;
}

function leaksOf(place: SearchedPlace, { secrets, told, left }: Trace): readonly Leak[] {
  const wanted = place === 'answers' ? secrets : { ...secrets, ...told };
  return Object.entries(wanted).flatMap(([secret, text]) =>
    Object.entries(encodings).flatMap(([encoding, encode]) => {
      const forms = encode(text).filter(({ length }) => length >= shortestForm[place]);
      return formsIn(left[place], forms).map((leak) => ({ name: `${secret} in ${encoding}`, ...leak }));
    }),
  );
}

function formsIn(bytes: Buffer, forms: readonly Buffer[]): readonly Omit<Leak, 'name'>[] {
  return forms.flatMap((form) => {
    const at = bytes.indexOf(form);
    if (at < 0) return [];
    const around = bytes.subarray(Math.max(0, at - 60), at + form.length + 20).toString('latin1');
    return [{ length: form.length, around: JSON.stringify(around) }];
  });
}
