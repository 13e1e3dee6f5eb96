import { toFetchHandler } from '@threepid/fetch';
import { control, threepid } from './controlled-host.js';

/** The parts of Bun that are used here: its types would redefine those of Node. */
interface BunServer {
  readonly port: number;
  requestIP(request: Request): { readonly address: string } | null;
}

declare const Bun: {
  serve(options: {
    readonly hostname: string;
    readonly port: number;
    /** In seconds. */
    readonly idleTimeout: number;
    readonly fetch: (request: Request, server: BunServer) => Promise<Response>;
  }): BunServer;
};

const handle = toFetchHandler(threepid, {
  remoteAddress: (request, server: BunServer) => server.requestIP(request)?.address,
});
const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  // It waits as long for the rest of what is no HTTP.
  idleTimeout: 1,
  fetch: async (request, server) => (await handle(request, server)) ?? new Response(null, { status: 404 }),
});
control(port);
