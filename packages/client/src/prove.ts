import { altchaAnswer, type ProofOfWork, type AltchaSolution } from './proof-of-work.js';
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

/** Who watches the work, and may end it. */
export interface Watched {
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
 * Does the work that a challenge asks for: in a Web Worker if there can be one, else in slices.
 *
 * @returns the answer to send; undefined if the work can't be done here, such as on a page without https.
 * @throws the signal's reason once it is aborted.
 */
export async function prove(
  challenge: ProofOfWork,
  { onChallenge, signal }: Watched,
): Promise<string | undefined> {
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

/** The work of a worker, which never ends by itself once it is terminated. */
async function orAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
