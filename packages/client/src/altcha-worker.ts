// Runs in a Web Worker, which `prove.ts` starts: gets a challenge, and posts its progress and its result.
import type { ProofOfWork, AltchaSolution } from './proof-of-work.js';
import { solveAltcha } from './solve-altcha.js';

/** What the worker posts. */
export type WorkerMessage =
  | { readonly kind: 'tried'; readonly share: number }
  | { readonly kind: 'done'; readonly solution: AltchaSolution | undefined };

/** The worker's own side of its port. */
interface WorkerScope {
  onmessage: ((event: { readonly data: ProofOfWork }) => void) | null;
  postMessage(message: WorkerMessage): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: challenge }) => {
  const tried = (share: number): void => {
    scope.postMessage({ kind: 'tried', share });
  };
  void solveAltcha(challenge, tried).then((solution) => {
    scope.postMessage({ kind: 'done', solution });
  });
};
