import { toFetchHandler } from '@threepid/fetch';
import { control, threepid } from './controlled-host.js';

interface DenoInfo {
  readonly remoteAddr: { readonly hostname: string };
}

declare const Deno: {
  serve(
    options: {
      readonly hostname: string;
      readonly port: number;
      readonly onListen: (address: { readonly port: number }) => void;
    },
    handler: (request: Request, info: DenoInfo) => Promise<Response>,
  ): unknown;
};

const handle = toFetchHandler(threepid, {
  remoteAddress: (_request, info: DenoInfo) => info.remoteAddr.hostname,
});
Deno.serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }) => {
      control(port);
    },
  },
  async (request, info) => (await handle(request, info)) ?? new Response(null, { status: 404 }),
);
