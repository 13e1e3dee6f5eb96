import { randomInt, randomUUID } from 'node:crypto';
import {
  createTermsPolicy,
  type IdentityAccountOptions,
  type OpenIdToken,
  type OpenIdVerdict,
  type TermsDocument,
  type ThreepidOptions,
} from '@threepid/core';
import { MemoryAccessTokenStorage, MemoryTermsAgreementStorage } from '@threepid/storage-memory';
import { call, createFramework, type TestFramework } from './framework.js';

export const v2 = '/_matrix/identity/v2';
export const alice = '@alice:example.org';

export const termsInEnglish = 'https://example.org/terms-2.0-en';
export const termsInFrench = 'https://example.org/terms-2.0-fr';
export const privacy = 'https://example.org/privacy-1.2-en';

export const documents: Readonly<Record<string, TermsDocument>> = {
  terms_of_service: {
    version: '2.0',
    translations: {
      en: { name: 'Terms of Service', url: termsInEnglish },
      fr: { name: "Conditions d'utilisation", url: termsInFrench },
    },
  },
  privacy_policy: { version: '1.2', translations: { en: { name: 'Privacy Policy', url: privacy } } },
};

/** A framework with accounts of its own, whose homeserver knows the OpenID tokens that begin with `openid-of-alice`. */
export interface AccountsFramework extends TestFramework {
  readonly asked: readonly OpenIdToken[];
  readonly accessTokens: MemoryAccessTokenStorage;
  /** What the homeserver says, if not that. */
  verdict: ((token: OpenIdToken) => Promise<OpenIdVerdict>) | undefined;
}

export interface AccountsFrameworkOptions extends Partial<ThreepidOptions> {
  readonly withTerms?: boolean;
  readonly accounts?: Partial<IdentityAccountOptions>;
  readonly accessTokens?: MemoryAccessTokenStorage;
}

export function accountsFramework({
  withTerms = false,
  accounts,
  accessTokens = new MemoryAccessTokenStorage(),
  ...options
}: AccountsFrameworkOptions = {}): AccountsFramework {
  const asked: OpenIdToken[] = [];
  const state: { verdict: AccountsFramework['verdict'] } = { verdict: undefined };
  const verify = (token: OpenIdToken): Promise<OpenIdVerdict> => {
    asked.push(token);
    return state.verdict?.(token) ?? Promise.resolve(knownToken(token));
  };
  const framework = createFramework({
    identityV2: {
      accounts: { openIdVerifier: { verify }, accessTokenStorage: accessTokens, ...accounts },
      ...(withTerms
        ? { terms: createTermsPolicy({ documents, storage: new MemoryTermsAgreementStorage() }) }
        : {}),
    },
    ...options,
  });
  return Object.assign(state, framework, { asked, accessTokens });
}

function knownToken({ accessToken }: OpenIdToken): OpenIdVerdict {
  return accessToken.startsWith('openid-of-alice') ? { kind: 'user', userId: alice } : { kind: 'unknown' };
}

/** What a homeserver answers to `openid/request_token` of Alice: another token each time. */
export function openIdOfAlice() {
  return {
    access_token: `openid-of-alice-${randomUUID()}`,
    token_type: 'Bearer',
    matrix_server_name: 'example.org',
    expires_in: 3_600,
  };
}

/** An address that hardly anybody else has. */
export function anyAddress(): string {
  return `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}::1`;
}

/** Registers Alice from any address and answers the header of her access token. */
export async function registered(framework: TestFramework): Promise<{ readonly authorization: string }> {
  const answer = await call(framework, 'POST', `${v2}/account/register`, openIdOfAlice(), {}, anyAddress());
  return { authorization: `Bearer ${String(answer.json()['token'])}` };
}
