import { MatrixError, StorageUnavailableError } from '@threepid/core';
import { CommandError } from '../command-error.js';
import { UsageError } from '../usage-error.js';

/**
 * Words for a person instead of errors of the framework.
 *
 * @throws UsageError for an argument that can't be used, CommandError if the storage can't be reached, and all others as they are.
 */
export async function withExplainedErrors<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof MatrixError && error.errcode === 'M_INVALID_PARAM')
      throw new UsageError(inWordsOfTheVerbs(error.message));
    if (error instanceof StorageUnavailableError)
      throw new CommandError(`the storage can't be reached, so perhaps nothing was done: ${error.message}`);
    throw error;
  }
}

/** The core names its own parameters. */
function inWordsOfTheVerbs(message: string): string {
  return message.replace(/^phoneNumber /, 'NUMBER ').replace(/^(?:prefix|country) /, 'PREFIX|COUNTRY ');
}
