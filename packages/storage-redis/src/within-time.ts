/**
 * Settles as `step` does, or rejects with the error of `late` once `milliseconds` have passed. The step itself goes on;
 * what it comes to in the end is told to `afterwards`.
 */
export function withinTime<Result>(
  step: Promise<Result>,
  milliseconds: number,
  late: () => Error,
  afterwards?: (result: Result) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(late());
    }, milliseconds);
    step.then(
      (result) => {
        clearTimeout(timer);
        if (isLate) afterwards?.(result);
        else resolve(result);
      },
      (cause: unknown) => {
        clearTimeout(timer);
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
  });
}
