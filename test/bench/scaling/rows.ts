import { measured } from './measured.js';
import { needsOf, type Allowance, type VerifyingCrowd, type Deployment } from './model.js';

/** Each core is busy for 70 % of the time, and each master, of 128 GB, is filled to 70 %. */
export const allowance: Allowance = { busy: 0.7, masterBytes: 0.7 * 128e9 };

/** India's share of the world's people, about. */
const largestOfWorld = 0.18;
export const providerSeconds = 0.3;

/** The crowds of docs/scaling.md. */
export const crowds: readonly VerifyingCrowd[] = [
  { perSecond: 100, people: 100e6, largestCountry: largestOfWorld, providerSeconds },
  { perSecond: 10_000, people: 1e9, largestCountry: largestOfWorld, providerSeconds },
  { perSecond: 1_000_000, people: 8e9, largestCountry: largestOfWorld, providerSeconds },
];

export const needs = crowds.map((crowd) => ({ crowd, need: needsOf(crowd, measured, allowance) }));

/** Deployments whose limit is shown, each with another resource that is full first. */
export const limited: readonly {
  readonly people: string;
  readonly largestCountry: number;
  readonly deployment: Deployment;
}[] = [
  {
    people: 'any',
    largestCountry: largestOfWorld,
    deployment: { processes: 1, sessionMasters: 1, countryMasters: 0 },
  },
  {
    people: 'any',
    largestCountry: largestOfWorld,
    deployment: { processes: 16, sessionMasters: 1, countryMasters: 0 },
  },
  {
    people: 'of one country',
    largestCountry: 1,
    deployment: { processes: 64, sessionMasters: 3, countryMasters: 3 },
  },
  {
    people: 'of the world, 18 % of one country',
    largestCountry: largestOfWorld,
    deployment: { processes: 128, sessionMasters: 6, countryMasters: 12 },
  },
  {
    people: 'of the world, 18 % of one country',
    largestCountry: largestOfWorld,
    deployment: { processes: 128, sessionMasters: 2, countryMasters: 12 },
  },
];
