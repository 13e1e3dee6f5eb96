import type { ProviderState } from '../readiness/provider-state.js';
import type { OpenServer } from '../start-server.js';
import type { MetricsSnapshot } from '../telemetry/metrics-snapshot.js';

/** The parts of a worker. Its supervisor knows where it listens. */
export type WorkerParts = OpenServer['parts'];

/** Message of a worker to its supervisor. */
export type WorkerReport =
  | { readonly kind: 'ready'; readonly parts: WorkerParts }
  /** It can't start, and ends. The reason is for a person. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The answer to a ping: what it knows of the providers. */
  | { readonly kind: 'pong'; readonly providers: readonly ProviderState[] }
  /** The answer to `metrics`. */
  | { readonly kind: 'metrics'; readonly snapshot: MetricsSnapshot };

/** Message of the supervisor to a worker. */
export type WorkerOrder =
  /** A connection comes with it. */
  | 'connection'
  /** Answer in-flight requests, then end. */
  | 'stop'
  /** Answer at once. With what all workers know of the providers. */
  | { readonly kind: 'ping'; readonly providers: readonly ProviderState[] }
  /** Say what you have counted. */
  | 'metrics'
  /** Read what all workers share, or don't. */
  | 'read stats'
  | 'leave stats';
