import type { Verb } from './verb.js';

/** Starts the server: the verb of a command line that names none. */
export const serveVerb: Verb = {
  name: 'serve',
  summary: 'Starts the server, also without a verb.',
  details: [
    'SIGTERM or SIGINT (Ctrl-C) stops it: it takes no new connections and answers in-flight requests within 25 seconds. A second signal after 3 seconds or more ends it at once; an earlier one is ignored.',
  ],
  arguments: [],
  options: {},
  run: async () => {
    const { serve } = await import('./serve.js');
    await serve();
    return undefined;
  },
};
