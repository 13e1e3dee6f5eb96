import type { ContractRunner } from './contract-runner.js';

/**
 * A subject that is made before the tests of the enclosing `describe`, and closed after them. The function that is
 * returned is to be called inside a test: there is no subject before the suite runs.
 */
export function madeBefore<Subject>(
  { before, after }: ContractRunner,
  create: () => Promise<Subject> | Subject,
  destroy?: (subject: Subject) => Promise<void> | void,
): () => Subject {
  let made: { readonly subject: Subject } | undefined;
  before(async () => {
    made = { subject: await create() };
  });
  after(async () => {
    if (made !== undefined) await destroy?.(made.subject);
  });
  return () => {
    if (made === undefined) throw new TypeError('the storage is made before the tests run');
    return made.subject;
  };
}
