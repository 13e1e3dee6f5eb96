import { OperatorError, withLoggableErrors, type Logger } from '@threepid/core';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inTime } from '../in-time.js';
import type { Environment } from '../settings/setting.js';
import { SettingsError } from '../settings/settings-error.js';
import { lookedFor } from './looked-for.js';
import type { ConfiguredProvider } from './provider.js';
import { loadSender } from './sender-module.js';

/** How long a module may take, in milliseconds. */
export interface ModulePatience {
  /** Until there is a sender: it may wait for its gateway, but nobody would see what the server waits for. */
  readonly loadMs: number;
  /** Until its sender is closed: the storage and the log are closed after it. */
  readonly closeMs: number;
}

const defaultPatience: ModulePatience = { loadMs: 60_000, closeMs: 5_000 };

/**
 * A module of the operator's, whose default export is a sender or a function that makes one. It is loaded when the provider
 * is opened, so that a process that only reads the settings doesn't run it.
 *
 * @param path relative to the working directory, absolute, or a file: URL.
 */
export function moduleProvider(
  path: string,
  environment: Environment,
  { loadMs, closeMs } = defaultPatience,
): ConfiguredProvider {
  return {
    name: path,
    isForDevelopment: false,
    settings: [],
    errors: [],
    check: async () => ((await isFile(path)) ? [] : [errorOf(path, `isn't a file; ${lookedFor(path)}`)]),
    open: async (logger) => {
      try {
        const context = { environment, logger: withLoggableErrors(logger) };
        const loading = loadSender(urlOfModule(path), context);
        const sender = await inTime(loading, loadMs, () => tooLate(loadMs, 'has made no sender'));
        return { sender, close: () => closed(sender, closeMs, context.logger) };
      } catch (cause) {
        throw new SettingsError([errorOf(path, cause instanceof Error ? cause.message : String(cause))]);
      }
    },
  };
}

function tooLate(mostMs: number, problem: string): OperatorError {
  return new OperatorError(
    `${problem} within ${String(mostMs / 1000)} s: something that it awaits does not come`,
  );
}

/** An error is logged: everything else must be closed too. */
async function closed(
  sender: Awaited<ReturnType<typeof loadSender>>,
  mostMs: number,
  logger: Logger,
): Promise<void> {
  try {
    await inTime(Promise.resolve(sender.close?.()), mostMs, () => tooLate(mostMs, 'has not closed'));
  } catch (err) {
    logger.error({ err, sender: sender.name }, 'a sender could not be closed');
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(urlOfModule(path))).isFile();
  } catch {
    return false;
  }
}

/** @throws TypeError for a file: URL of another machine. */
function urlOfModule(path: string): URL {
  return pathToFileURL(path.startsWith('file:') ? fileURLToPath(path) : resolve(path));
}

function errorOf(path: string, problem: string): string {
  return `THREEPID_SMS: ${path} ${problem}`;
}
