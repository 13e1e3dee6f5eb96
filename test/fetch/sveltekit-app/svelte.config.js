import adapter from '@sveltejs/adapter-node';

/** The hooks are the example's, with the framework of the contract behind them. */
export default {
  kit: {
    adapter: adapter({ precompress: false }),
    files: { hooks: { server: '../../../examples/sveltekit/src/hooks.server.ts' } },
    // Forms come from anywhere, and the contract has many.
    csrf: { trustedOrigins: ['*'] },
  },
};
