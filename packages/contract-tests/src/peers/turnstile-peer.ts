import {
  refusal,
  SiteverifyPeer,
  type SiteverifyPeerService,
  type SiteverifyPeerSite,
  type SiteverifyPeerToken,
} from './siteverify-peer.js';

const lifetimeMs = 300_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Source: Cloudflare Turnstile documentation, "Server-side validation". */
const turnstile: SiteverifyPeerService = {
  path: '/turnstile/v0/siteverify',
  judge: (form, token, now) => {
    const key = form.get('idempotency_key') ?? '';
    if (key !== '' && !uuid.test(key)) return refusal('bad-request');
    if (token === undefined) return refusal('invalid-input-response');
    // It isn't documented that a repeated verdict expires, so here it doesn't.
    if (key !== '' && token.usedBy === key) return { fields: verdictOf(token) };
    if (token.usedBy !== undefined || now >= token.solvedAt + lifetimeMs)
      return refusal('timeout-or-duplicate');
    return { fields: verdictOf(token), usedBy: key };
  },
};

/** Cloudflare's siteverify call for one widget. Tokens are valid for 300 seconds, once or with one idempotency key. */
export function startTurnstilePeer(site: SiteverifyPeerSite): Promise<SiteverifyPeer> {
  return SiteverifyPeer.start(turnstile, site);
}

function verdictOf({ solvedAt, hostname, cdata = '', action = '' }: SiteverifyPeerToken) {
  const challenge_ts = new Date(solvedAt).toISOString();
  return { success: true, 'error-codes': [], challenge_ts, hostname, action, cdata };
}
