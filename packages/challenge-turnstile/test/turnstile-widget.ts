import type { SiteverifyPeer } from '@threepid/contract-tests/peers';
import type { ChallengeOffer } from '@threepid/core';

/** The keys of a widget. */
export const keys = { siteKey: '0x4AAAAAAAtestSiteKey', secret: '0x4AAAAAAAsecretOfTheWidget' };

/** A person solves the widget that a page has rendered by the offer: its token. */
export function solveWith(peer: SiteverifyPeer, offer: ChallengeOffer, hostname?: string): string {
  const { sitekey, cdata, action } = offer as Readonly<Record<string, string>>;
  return peer.solve({
    sitekey: sitekey ?? '',
    cdata,
    action,
    ...(hostname === undefined ? {} : { hostname }),
  });
}
