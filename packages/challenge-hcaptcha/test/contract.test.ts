import { HcaptchaChallenge } from '@threepid/challenge-hcaptcha';
import { challengeContract } from '@threepid/contract-tests';
import { startHcaptchaPeer } from '@threepid/contract-tests/peers';

const keys = { siteKey: '10000000-ffff-ffff-ffff-000000000009', secret: 'ES_secretOfTheAccount' };

describe('HcaptchaChallenge', () => {
  challengeContract({
    describe,
    it,
    lifetimeMs: 120_000,
    notBound: 'hCaptcha tells nothing of the page with its verdict',
    failures: ['down', 'hang', 'garbage', 'server-error'],
    create: async ({ timeoutMs }) => {
      const peer = await startHcaptchaPeer(keys);
      return {
        challenge: new HcaptchaChallenge({ ...keys, url: peer.url, timeoutMs }),
        solve: ({ sitekey }) => Promise.resolve(peer.solve({ sitekey: String(sitekey) })),
        setTime: (now) => {
          peer.now = now;
        },
        fail: async (failure) => {
          if (failure === 'down') await peer.close();
          else peer.play(failure);
        },
        secrets: [keys.secret],
        close: () => peer.close(),
      };
    },
  });
});
