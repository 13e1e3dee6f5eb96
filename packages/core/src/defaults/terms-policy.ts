import { parseHttpUrl } from '../domain/http-url.js';
import type { TermsAgreementStorage } from '../ports/terms-agreement-storage.js';
import type { TermsDocument, TermsPolicy } from '../ports/terms-policy.js';

/** Options of terms of service. */
export interface TermsPolicyOptions {
  /** The policies by an id that you choose, such as `privacy_policy`. Empty: users needn't agree to anything. */
  readonly documents: Readonly<Record<string, TermsDocument>>;
  /** Stores which user agreed to which URLs. */
  readonly storage: TermsAgreementStorage;
}

/**
 * Terms of service over a storage. Agreeing to a policy in one language is enough. A new version has new URLs, so users
 * are asked again. URLs that belong to no policy are not stored.
 *
 * Source: Matrix identity service API, "Terms of service".
 *
 * @throws TypeError for a policy without a language, an invalid URL, or one URL for two policies.
 */
export function createTermsPolicy({ documents, storage }: TermsPolicyOptions): TermsPolicy {
  const urlsByPolicy = Object.entries(documents).map(([id, document]) => checkedUrls(id, document));
  const known = new Set(urlsByPolicy.flat());
  if (known.size < urlsByPolicy.flat().length)
    throw new TypeError('threepid: two policies have one URL; each needs URLs of its own');
  return {
    documents: () => documents,
    async hasAgreed(userId) {
      if (urlsByPolicy.length === 0) return true;
      const agreed = new Set(await storage.urlsOf(userId));
      return urlsByPolicy.every((urls) => urls.some((url) => agreed.has(url)));
    },
    async agree(userId, urls) {
      const ours = [...new Set(urls)].filter((url) => known.has(url));
      if (ours.length > 0) await storage.add(userId, ours);
    },
  };
}

function checkedUrls(id: string, { translations }: TermsDocument): readonly string[] {
  const languages = Object.keys(translations);
  if (languages.length === 0) throw new TypeError(`threepid: the policy '${id}' has no translation`);
  // Clients get the version as a property beside the languages.
  if (languages.includes('version'))
    throw new TypeError(`threepid: the policy '${id}' has a language 'version'; write a language tag`);
  return [...new Set(Object.values(translations).map(({ url }) => checkedUrl(id, url)))];
}

function checkedUrl(id: string, url: string): string {
  if (parseHttpUrl(url) !== undefined) return url;
  throw new TypeError(`threepid: '${url}' of the policy '${id}' is not an http(s) URL`);
}
