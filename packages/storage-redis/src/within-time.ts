/**
 * Settles like `step`, or rejects after `milliseconds`. The step itself continues.
 */
export function withinTime<Result>(step: Promise<Result>, milliseconds: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${milliseconds} ms; the step may still be taken`));
    }, milliseconds);
    // Not by `finally`, which would make a further promise at each step.
    step.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the step rejected
        reject(error);
      },
    );
  });
}
