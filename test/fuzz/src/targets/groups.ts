import type { FuzzTarget } from '../engine/fuzz-target.js';

/** Targets that share a process: each loads only what they need. */
export const groups: Readonly<Record<string, () => Promise<readonly FuzzTarget[]>>> = {
  parsers: async () => {
    const [bodies, numbers, addresses] = await Promise.all([
      import('./body-targets.js'),
      import('./number-targets.js'),
      import('./address-targets.js'),
    ]);
    return [...bodies.bodyTargets, ...numbers.numberTargets, ...addresses.addressTargets];
  },
  providers: async () => (await import('./provider-targets.js')).providerTargets,
  callbacks: async () => {
    const [hooks, callbacks, challenges] = await Promise.all([
      import('./hook-targets.js'),
      import('./callback-targets.js'),
      import('./challenge-targets.js'),
    ]);
    return [...hooks.hookTargets, ...callbacks.callbackTargets, ...challenges.challengeTargets];
  },
  settings: async () => {
    const [settings, declarations, replies] = await Promise.all([
      import('./settings-targets.js'),
      import('./declaration-targets.js'),
      import('./reply-targets.js'),
    ]);
    return [...settings.settingsTargets, ...declarations.declarationTargets, ...replies.replyTargets];
  },
  router: async () => (await import('./router-targets.js')).routerTargets,
  sockets: async () => (await import('./socket-targets.js')).socketTargets,
};
