/**
 * Settles like `step`, or rejects after `milliseconds`. The step itself continues.
 */
export function withinTime<Result>(step: Promise<Result>, milliseconds: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${milliseconds} ms; the step may still be taken`));
    }, milliseconds);
    step.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
