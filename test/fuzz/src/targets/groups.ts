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
  router: async () => (await import('./router-targets.js')).routerTargets,
};
