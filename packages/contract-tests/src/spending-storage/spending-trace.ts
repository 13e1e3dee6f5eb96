import type {
  Budget,
  CountrySpending,
  ReserveMessage,
  ReserveOutcome,
  SpendingStorage,
} from '@threepid/core';
import { expect } from 'chai';

/** What a run of the model in `test/model/spending.qnt` is about. -1: any amount. */
export interface SpendingTraceWorld {
  readonly countries: readonly string[];
  readonly prices: Readonly<Record<string, number>>;
  /** By country, and of all together. */
  readonly budgets: Readonly<Record<string, Budget>>;
  readonly hasTotal: boolean;
}

/**
 * A run of the model. A step is a line of words: the call, with the day of the host's clock, where a month has two; `=` and the
 * answer; `|` and what the country's day and month hold: money and messages.
 */
export interface SpendingTrace {
  readonly world: SpendingTraceWorld;
  readonly steps: readonly string[];
}

/** In millionths. */
const unit = 10_000;

/**
 * Takes the steps of a trace on a storage, and compares each answer, and what was spent, with the model's.
 *
 * @param year of which nothing is stored.
 */
export async function replaySpendingTrace(
  storage: SpendingStorage,
  { world, steps }: SpendingTrace,
  year: number,
): Promise<void> {
  await reserveAndRelease(storage, world, year);
  const reserved: ReserveMessage[] = [];
  for (const [index, step] of steps.entries()) {
    const what = `step ${index + 1}: ${step}`;
    const [asked = '', held = ''] = step.split(' | ');
    const [call = '', answer = ''] = asked.split(' = ');
    const [name, day, place, option] = call.split(' ');
    const now = timeOf(year, Number(day));
    const request = name === 'reserve' ? requestOf(world, Number(place), now) : reserved[Number(place)];
    if (request === undefined) throw new TypeError(`threepid: there is no such message: ${step}`);
    if (name === 'release') await storage.release(request);
    else expect(told(await reserve(storage, request, option === 'twice', reserved)), what).to.equal(answer);
    const [spent] = await storage.spent({ countries: [request.country], now });
    expect(spentText(spent), what).to.equal(held);
  }
}

/**
 * Has each step taken once in each place before the trace. A storage may release part of what it refused while its caller goes on,
 * and the first use of a script takes Redis a second round trip, by which a call that comes later could be first.
 */
async function reserveAndRelease(
  storage: SpendingStorage,
  { countries, prices }: SpendingTraceWorld,
  year: number,
): Promise<void> {
  const world = { countries, prices, budgets: {}, hasTotal: true };
  for (const place of countries.keys()) {
    const request = requestOf(world, place, timeOf(year - 1, 0));
    await storage.reserve(request);
    await storage.release(request);
  }
}

/** A reservation that the client sent again counts twice. */
async function reserve(
  storage: SpendingStorage,
  request: ReserveMessage,
  isTwice: boolean,
  reserved: ReserveMessage[],
): Promise<ReserveOutcome> {
  if (isTwice && (await storage.reserve(request)).kind === 'reserved') reserved.push(request);
  const outcome = await storage.reserve(request);
  if (outcome.kind === 'reserved') reserved.push(request);
  return outcome;
}

function requestOf(
  { countries, prices, budgets, hasTotal }: SpendingTraceWorld,
  place: number,
  now: number,
): ReserveMessage {
  const country = countries[place] ?? '';
  return {
    country,
    price: (prices[country] ?? 0) * unit,
    budgets: { country: budgetOf(budgets[country]), total: hasTotal ? budgetOf(budgets['all']) : undefined },
    now,
  };
}

function budgetOf({ day = -1, month = -1 }: Partial<Budget> = {}): Budget {
  return { day: day < 0 ? undefined : day * unit, month: month < 0 ? undefined : month * unit };
}

/** The first or the second day of a month. */
function timeOf(year: number, day: number): number {
  return Date.UTC(year, Math.floor(day / 2), 1 + (day % 2), 12);
}

function told(outcome: ReserveOutcome): string {
  if (outcome.kind === 'short') return `short ${outcome.budget}`;
  const { country, total } = outcome;
  const ofAll = total === undefined ? '' : ` ${total.day / unit} ${total.month / unit}`;
  return `reserved ${country.day / unit} ${country.month / unit}${ofAll}`;
}

function spentText(spent: CountrySpending | undefined): string {
  if (spent === undefined) return '';
  const { day, month } = spent;
  return `${day.money / unit} ${day.messages} ${month.money / unit} ${month.messages}`;
}
