import {
  refusal,
  SiteverifyPeer,
  type SiteverifyPeerService,
  type SiteverifyPeerSite,
} from './siteverify-peer.js';

const lifetimeMs = 120_000;

/** Source: hCaptcha developer guide, "Verify the User Response Server Side" and "Siteverify Error Codes Table". */
function hcaptcha({ siteKey }: SiteverifyPeerSite): SiteverifyPeerService {
  return {
    path: '/siteverify',
    judge: (form, token, now) => {
      if ((form.get('sitekey') ?? siteKey) !== siteKey) return refusal('sitekey-secret-mismatch');
      // What a token of another site gets isn't documented.
      if (token?.sitekey !== siteKey) return refusal('invalid-input-response');
      if (token.usedBy !== undefined) return refusal('already-seen-response');
      if (now >= token.solvedAt + lifetimeMs) return refusal('expired-input-response');
      const challenge_ts = new Date(token.solvedAt).toISOString().replace('Z', '000Z');
      return { fields: { success: true, challenge_ts, hostname: token.hostname, credit: false }, usedBy: '' };
    },
  };
}

/** hCaptcha's siteverify call for one site. Tokens are valid for 120 seconds, once. */
export function startHcaptchaPeer(site: SiteverifyPeerSite): Promise<SiteverifyPeer> {
  return SiteverifyPeer.start(hcaptcha(site), site);
}
