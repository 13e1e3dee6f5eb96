import type { ProviderState } from './provider-state.js';

/**
 * The states that several processes know of the providers, as one: a provider fails if it does for at least half of the processes
 * that know anything of it. Each process gets its share of the messages, so that all see an outage soon.
 */
export function mergedStates(all: readonly (readonly ProviderState[])[]): readonly ProviderState[] {
  const byName = new Map<string, ProviderState[]>();
  for (const one of all.flat()) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return [...byName.values()].flatMap((states) => merged(states));
}

function merged(states: readonly ProviderState[]): readonly ProviderState[] {
  const [first] = states;
  if (first === undefined) return [];
  const known = states.filter(({ state }) => state !== 'unknown');
  const state =
    worstOfHalf(
      known.map((one) => one.state),
      ['failing', 'ok', 'unknown'] as const,
    ) ?? 'unknown';
  const times = definedOnly(known.filter((one) => one.state === state).map(({ since }) => since));
  const failures = definedOnly(states.map(({ failedAt }) => failedAt));
  const breakers = definedOnly(states.map(({ breaker }) => breaker));
  return [
    {
      name: first.name,
      channel: first.channel,
      state,
      // An outage begins where it is first seen, and is over where it is last.
      since: times.length === 0 ? undefined : state === 'failing' ? Math.min(...times) : Math.max(...times),
      failedAt: failures.length === 0 ? undefined : Math.max(...failures),
      breaker: worstOfHalf(breakers, ['open', 'half-open', 'closed'] as const),
    },
  ];
}

/** The value that at least half have, or one that is worse. */
function worstOfHalf<T>(values: readonly T[], worstFirst: readonly T[]): T | undefined {
  const sorted = [...values].sort((one, other) => worstFirst.indexOf(one) - worstFirst.indexOf(other));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function definedOnly<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value) => value !== undefined);
}
