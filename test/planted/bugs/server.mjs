// Bugs in the standalone server, in hooks, challenges and the client of Redis.
import { faults, redisContract, tests } from '../finders.mjs';

export const serverBugs = [
  {
    name: 'secret-in-print-config',
    effect: '`threepid print-config`, which people paste into issues, has the secret in it.',
    file: 'packages/server/src/settings/shown-setting.ts',
    edits: [{ find: 'return secret || (', replace: 'return secret && (' }],
    foundBy: [tests('packages/server/test/command/print-config.test.ts')],
  },
  {
    name: 'redis-password-in-print-config',
    effect: "`threepid print-config` shows the password in the storage's URL.",
    file: 'packages/server/src/settings/shown-setting.ts',
    edits: [{ find: '`$1${mask}@`', replace: '`$&`' }],
    foundBy: [tests('packages/server/test/command/print-config.test.ts')],
  },
  {
    name: 'ready-while-it-is-not',
    effect: 'A load balancer goes on sending people to a server whose storage is down.',
    file: 'packages/server/src/http/health.ts',
    edits: [{ find: 'reply.code(isReady ? 200 : 503)', replace: 'reply.code(isReady ? 200 : 200)' }],
    foundBy: [tests('packages/server/test/http/http-server.test.ts')],
  },
  {
    name: 'two-host-headers-accepted',
    effect: 'A request that a proxy and the server read differently gets through.',
    file: 'packages/server/src/http/http-edge.ts',
    edits: [{ find: 'return hosts === 1 ||', replace: 'return hosts >= 1 ||' }],
    foundBy: [tests('packages/server/test/http/http-edge.test.ts')],
  },
  {
    name: 'hook-open-to-everybody',
    effect: "Anybody who knows a hook's path sends any text to any number.",
    file: 'packages/hooks/src/products/logto.ts',
    edits: [
      {
        find: `if (!isKnown(headerOf(call, 'authorization'))) throw unauthorized();`,
        replace: `if (isKnown(headerOf(call, 'authorization')) && !call) throw unauthorized();`,
      },
    ],
    foundBy: [tests('packages/hooks/test/logto.test.ts')],
  },
  {
    name: 'hook-signature-of-any-time',
    effect: 'A recorded call of Zitadel sends its message again whenever somebody likes.',
    file: 'packages/hooks/src/zitadel-signature.ts',
    edits: [
      { find: 'Number(time) * 1_000) > toleranceMs)', replace: 'Number(time) * 1_000) < -toleranceMs)' },
    ],
    foundBy: [tests('packages/hooks/test/zitadel.test.ts')],
  },
  {
    name: 'challenge-of-another-site',
    effect: 'An answer that was solved on any other page counts here: solving farms serve everybody.',
    file: 'packages/core/src/challenges/siteverify.ts',
    edits: [
      {
        find: 'hostnames === undefined || hostnames.has(host)',
        replace: 'hostnames === undefined || host !== undefined',
      },
    ],
    foundBy: [tests('packages/challenge-turnstile/test'), tests('packages/challenge-hcaptcha/test')],
  },
  {
    name: 'late-claim-stays-claimed',
    effect:
      'After a slow reply of Redis, the same request never sends: it waits for a message that nobody sends.',
    file: 'packages/storage-redis/src/redis-session-storage.ts',
    edits: [
      {
        find: '    if (await this.unclaim(request)) return;\n',
        replace: '    if (request.limits.length > 1_000 && (await this.unclaim(request))) return;\n',
      },
    ],
    foundBy: [tests('packages/storage-redis/test/resent.test.ts')],
  },
  {
    name: 'replicas-not-waited-for',
    effect:
      'A failover loses wrong codes and validations that the caller was told of, though replicas were to have them.',
    file: 'packages/storage-redis/src/replicas.ts',
    edits: [{ find: 'if (having < this.needed) {', replace: 'if (having < 0) {' }],
    foundBy: [faults('packages/storage-redis/test/faults/balances.faults.test.ts', 'replicas')],
  },
  {
    name: 'counts-of-another-day',
    effect: 'A limit starts anew at midnight.',
    file: 'packages/storage-redis/src/redis-keys.ts',
    edits: [
      {
        find: 'const first = Math.min(now, now - windowMs + 1);',
        replace: 'const first = Math.min(now, now + windowMs);',
      },
    ],
    foundBy: [
      redisContract('session storage contract'),
      tests('packages/storage-redis/test/redis-session-storage.test.ts'),
    ],
  },
];
