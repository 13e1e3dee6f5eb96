/**
 * The platform's `AbortSignal`: from the DOM library or Node's types, whichever the program is compiled with, if any.
 */
export type ClientSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : unknown;

/** Options that the client passes to `fetch`. */
export interface ClientRequestInit {
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: ClientSignal;
}

/** Part of a response that the client reads. */
export interface ClientResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** The platform's `fetch`, or a compatible one. */
export type ClientFetch = (url: string, init: ClientRequestInit) => Promise<ClientResponse>;
