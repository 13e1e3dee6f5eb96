import type { Measured } from './measured.js';
import { greatestShare } from './slots.js';

const dayS = 86_400;
/** Days that a session and a good name live: see docs/scaling.md. */
const sessionDays = 1;
const pairDays = 50;
const addressDays = 8;
/** Connections that a process opens to its provider at most: `kept-connections.ts` of the core. */
export const providerConnections = 512;

/** People who verify their numbers. */
export interface VerifyingCrowd {
  readonly perSecond: number;
  /** How many different people there are, each with a number and an address. */
  readonly people: number;
  /** The share of them that is in the country with most of them. */
  readonly largestCountry: number;
  /** Seconds that the provider takes to accept a message. */
  readonly providerSeconds: number;
}

/** What a machine may be used for. */
export interface Allowance {
  /** How busy a core may be on average, so that a burst doesn't wait long. */
  readonly busy: number;
  /** Bytes of used_memory that a master may have. */
  readonly masterBytes: number;
}

export type Resource = "the processes' cores" | 'a busy country' | 'the sessions' | 'the only Redis';

/** What runs, and where the crowd's load goes. */
export interface Deployment {
  readonly processes: number;
  /** Masters that share the sessions. */
  readonly sessionMasters: number;
  /** Masters that share the countries; none if a single Redis has everything. */
  readonly countryMasters: number;
}

/** What a crowd needs. */
export interface Needs {
  /** Deployments with a Redis of their own, because a country's slot can't be split. */
  readonly deployments: number;
  /** One of the deployments. */
  readonly deployment: Deployment;
  /** Of all deployments together. */
  readonly processes: number;
  readonly masters: number;
  readonly sessionBytes: number;
  readonly balanceBytes: number;
  /** Connections to each master. */
  readonly connections: number;
}

/** Bytes that are stored once the crowd has verified for months. */
export function bytesOf(
  { perSecond, people }: VerifyingCrowd,
  { sessionBytes, balanceBytes }: Measured,
): { readonly sessions: number; readonly balances: number } {
  const seenWithin = (days: number): number => people * (1 - Math.exp((-perSecond * days * dayS) / people));
  return {
    sessions: perSecond * sessionDays * dayS * sessionBytes,
    balances: (seenWithin(pairDays) + seenWithin(addressDays)) * balanceBytes,
  };
}

/** What a crowd needs at least, if nothing is to be used beyond the allowance. */
export function needsOf(crowd: VerifyingCrowd, measured: Measured, allowance: Allowance): Needs {
  const { sessions, balances } = bytesOf(crowd, measured);
  const deployments = deploymentsFor(crowd, measured, allowance);
  const perSecond = crowd.perSecond / deployments;
  const processes = processesFor({ ...crowd, perSecond }, measured, allowance);
  const part = { perSecond, sessions: sessions / deployments, balances: balances / deployments };
  const ofRedis = mastersFor(part, measured, allowance);
  const masters = ofRedis.sessionMasters + ofRedis.countryMasters;
  return {
    deployments,
    deployment: { processes, ...ofRedis },
    processes: processes * deployments,
    masters: masters * deployments,
    sessionBytes: sessions,
    balanceBytes: balances,
    connections: processes,
  };
}

/** By the largest country: its slot's thread, and its balances, which have to be on one master. */
function deploymentsFor(crowd: VerifyingCrowd, measured: Measured, { busy, masterBytes }: Allowance): number {
  const ofThread = (crowd.perSecond * crowd.largestCountry * measured.countryMicros) / (busy * 1e6);
  const ofMemory = (bytesOf(crowd, measured).balances * crowd.largestCountry) / masterBytes;
  return Math.max(1, Math.ceil(ofThread), Math.ceil(ofMemory));
}

function processesFor(
  { perSecond, providerSeconds }: VerifyingCrowd,
  measured: Measured,
  { busy }: Allowance,
): number {
  const byCores = (perSecond * measured.processMicros) / (busy * 1e6);
  const byProvider = (perSecond * providerSeconds) / (busy * providerConnections);
  return Math.max(1, Math.ceil(Math.max(byCores, byProvider)));
}

interface Part {
  readonly perSecond: number;
  readonly sessions: number;
  readonly balances: number;
}

/** One master has all if it can. Else some have the sessions, and some the countries, whose slots are moved there. */
function mastersFor(
  { perSecond, sessions, balances }: Part,
  { sessionMicros, countryMicros }: Measured,
  { busy, masterBytes }: Allowance,
): Pick<Deployment, 'sessionMasters' | 'countryMasters'> {
  const threads = (micros: number): number => (perSecond * micros) / (busy * 1e6);
  const mostOf = (share: number, micros: number, bytes: number): number =>
    share * Math.max(threads(micros), bytes / masterBytes);
  if (mostOf(1, sessionMicros + countryMicros, sessions + balances) <= 1)
    return { sessionMasters: 1, countryMasters: 0 };
  let sessionMasters = 1;
  while (mostOf(greatestShare(sessionMasters), sessionMicros, sessions) > 1) sessionMasters += 1;
  return { sessionMasters, countryMasters: Math.max(1, Math.ceil(mostOf(1, countryMicros, balances))) };
}

/**
 * Verifications a second at which a resource of a deployment is full, and which one is first.
 *
 * @param largestCountry the share of its people.
 */
export function limitOf(
  { processes, sessionMasters, countryMasters }: Deployment,
  largestCountry: number,
  { processMicros, sessionMicros, countryMicros }: Measured,
): { readonly perSecond: number; readonly first: Resource } {
  const ofRedis: readonly (readonly [Resource, number])[] =
    countryMasters === 0
      ? [['the only Redis', sessionMicros + countryMicros]]
      : [
          ['a busy country', Math.max(largestCountry, 1 / countryMasters) * countryMicros],
          ['the sessions', greatestShare(sessionMasters) * sessionMicros],
        ];
  const all = [["the processes' cores", processMicros / processes] as const, ...ofRedis];
  const [first, micros] = all.reduce((one, other) => (other[1] > one[1] ? other : one));
  return { perSecond: 1e6 / micros, first };
}
