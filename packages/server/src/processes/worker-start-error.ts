/** Error of a worker that couldn't start. Its message is for a person. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
}
