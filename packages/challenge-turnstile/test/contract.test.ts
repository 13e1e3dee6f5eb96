import { TurnstileChallenge } from '@threepid/challenge-turnstile';
import { challengeContract } from '@threepid/contract-tests';
import { startTurnstilePeer } from '@threepid/contract-tests/peers';
import { keys, solveWith } from './turnstile-widget.js';

describe('TurnstileChallenge', () => {
  challengeContract({
    describe,
    it,
    lifetimeMs: 300_000,
    failures: ['down', 'hang', 'garbage', 'server-error'],
    create: async ({ timeoutMs }) => {
      const peer = await startTurnstilePeer(keys);
      return {
        challenge: new TurnstileChallenge({ ...keys, url: peer.url, timeoutMs }),
        solve: (offer) => Promise.resolve(solveWith(peer, offer)),
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
