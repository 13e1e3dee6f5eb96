import { createTermsPolicy, createTrustList, type IdentityV2Options } from '@threepid/core';
import type { Settings } from './read-settings.js';
import type { HomeserverSettings } from './settings/parsers/homeservers.js';
import type { OpenStorage } from './storage/open-storage.js';

/** The identity API v2 by the settings, with its connections. */
export interface OpenIdentityV2 {
  readonly options: IdentityV2Options | undefined;
  close(): Promise<void>;
}

/** Off unless homeservers are named: without one, nobody could register an account. */
export async function openIdentityV2(
  { homeservers, terms }: Pick<Settings, 'homeservers' | 'terms'>,
  { accessTokens, agreements }: OpenStorage,
): Promise<OpenIdentityV2> {
  if (homeservers.length === 0) return { options: undefined, close: () => Promise.resolve() };
  const { FederationOpenIdVerifier } = await import('@threepid/federation');
  const openIdVerifier = new FederationOpenIdVerifier({ trustPolicy: createTrustList(trustOf(homeservers)) });
  return {
    options: {
      accounts: { openIdVerifier, accessTokenStorage: accessTokens },
      ...(terms === undefined ? {} : { terms: createTermsPolicy({ documents: terms, storage: agreements }) }),
    },
    close: () => openIdVerifier.close(),
  };
}

/** Turns homeservers into a trust list: one with a URL is called there, one without is found by server discovery. */
export function trustOf(homeservers: readonly HomeserverSettings[]): Parameters<typeof createTrustList>[0] {
  const found = homeservers.filter(({ baseUrl }) => baseUrl === undefined);
  const known = homeservers.flatMap(({ name, baseUrl }) =>
    baseUrl === undefined ? [] : [[name, baseUrl] as const],
  );
  return { own: found.map(({ name }) => name), trusted: Object.fromEntries(known) };
}
