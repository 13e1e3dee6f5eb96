/**
 * The platform's own `AbortSignal`, of the DOM library or of Node's types, whichever the program is compiled with.
 * Neither of them has to be there.
 */
export type ClientSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : unknown;

/** What the client asks of a `fetch`. */
export interface ClientRequestInit {
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: ClientSignal;
}

/** What the client reads of an answer. */
export interface ClientResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** The platform's `fetch`, or one like it. */
export type ClientFetch = (url: string, init: ClientRequestInit) => Promise<ClientResponse>;
