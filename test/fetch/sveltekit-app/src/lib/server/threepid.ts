import type { Threepid } from '@threepid/core';

/** Where the test, which runs in the same process, puts the framework of the contract. */
const key = Symbol.for('threepid.sveltekit-contract');

const { [key]: framework } = globalThis as { readonly [key]?: Threepid };
if (framework === undefined) throw new Error('the contract has no framework yet');

export const threepid = framework;
