import { altchaAnswer, proofOfWorkOf, type ProofOfWork, type AltchaSolution } from './proof-of-work.js';
import { fieldsOf } from './fields-of.js';
import type { WorkerMessage } from './altcha-worker.js';
import type { ClientSignal } from './platform.js';
import { solveAltcha } from './solve-altcha.js';

/** Progress of work that the server asks for before it sends a message. */
export interface ChallengeProgress {
  /**
   * The share of the longest possible work that is done: 0 when it begins, 1 when it ends. Nobody knows how long it takes,
   * so it may jump to 1 from any value.
   */
  readonly done: number;
}

/** A challenge of a server. `type` says how it is solved; everything else belongs to the type. */
export type OfferedChallenge = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * Solves challenges of a type, such as by a widget on the page. Answers what the server gets: a widget's token; or
 * undefined if it can't be solved, or the person has given up. `signal` is the call's, if it has one.
 */
export type ChallengeSolver = (
  offer: OfferedChallenge,
  options: { readonly signal: ClientSignal | undefined },
) => Promise<string | undefined>;

/** Who watches the work, may end it, and solves what the client can't. */
export interface Watched {
  readonly challenges: Readonly<Record<string, ChallengeSolver>>;
  readonly onChallenge: ((progress: ChallengeProgress) => void) | undefined;
  readonly signal: ClientSignal | undefined;
}

/** The part of a browser's `Worker` that is used here. */
interface PlatformWorker {
  onmessage: ((event: { readonly data: WorkerMessage }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  postMessage(challenge: ProofOfWork): void;
  terminate(): void;
}

/** A browser's. Other platforms have none, or another kind. */
declare const Worker: new (url: URL, options: { readonly type: 'module' }) => PlatformWorker;

/**
 * Answers the `challenge` of an error: by the app's own solver of its type, or by doing the work that it asks for.
 *
 * @returns the answer to send; undefined if there is no challenge, or none that can be solved here.
 * @throws the signal's reason once it is aborted; and what the app's solver throws.
 */
export async function prove(challenge: unknown, watched: Watched): Promise<string | undefined> {
  const { challenges, signal } = watched;
  const { type } = fieldsOf(challenge);
  // Only the app's own: an object inherits functions too.
  const [, solver] = Object.entries(challenges).find(([name]) => name === type) ?? [];
  if (solver !== undefined) {
    signal?.throwIfAborted();
    return orAborted(signal, solver(challenge as OfferedChallenge, { signal }));
  }
  const work = proofOfWorkOf(challenge);
  return work && workOn(work, watched);
}

/** Does the work: in a Web Worker if there can be one, else in slices. Undefined on a page without https. */
async function workOn(challenge: ProofOfWork, { onChallenge, signal }: Watched): Promise<string | undefined> {
  // Browsers have it on https, and on the loopback host.
  if (!('subtle' in crypto)) return undefined;
  signal?.throwIfAborted();
  onChallenge?.({ done: 0 });
  const tried = (done: number): void => {
    signal?.throwIfAborted();
    onChallenge?.({ done });
  };
  const solution = await solve(challenge, tried, signal);
  signal?.throwIfAborted();
  onChallenge?.({ done: 1 });
  return solution && altchaAnswer(challenge, solution);
}

async function solve(
  challenge: ProofOfWork,
  onTried: (share: number) => void,
  signal: ClientSignal | undefined,
): Promise<AltchaSolution | undefined> {
  const worker = startWorker();
  if (worker === undefined) return solveAltcha(challenge, onTried);
  try {
    const solved = await orAborted(signal, solveInWorker(worker, challenge, onTried));
    return solved === 'failed' ? await solveAltcha(challenge, onTried) : solved;
  } finally {
    worker.terminate();
  }
}

/** Undefined if the platform has none, or the page's policy forbids it. Bundlers find the file by this very expression. */
function startWorker(): PlatformWorker | undefined {
  if (typeof Worker === 'undefined') return undefined;
  try {
    return new Worker(new URL('./altcha-worker.js', import.meta.url), { type: 'module' });
  } catch {
    return undefined;
  }
}

/** `failed` if the worker could not be loaded. */
function solveInWorker(
  worker: PlatformWorker,
  challenge: ProofOfWork,
  onTried: (share: number) => void,
): Promise<AltchaSolution | undefined | 'failed'> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      if (data.kind === 'tried') onTried(data.share);
      else resolve(data.solution);
    };
    worker.onerror = () => {
      resolve('failed');
    };
    worker.postMessage(challenge);
  });
}

/** Work that may never end by itself, such as that of a terminated worker. */
async function orAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
