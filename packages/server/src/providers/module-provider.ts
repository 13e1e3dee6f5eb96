import { withLoggableErrors } from '@threepid/core';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Environment } from '../settings/setting.js';
import { SettingsError } from '../settings/settings-error.js';
import { lookedFor } from './looked-for.js';
import type { ConfiguredProvider, OpenProvider } from './provider.js';
import { loadSender } from './sender-module.js';

/** A module that waits for its gateway may take so long, and not more: nobody would see what the server waits for. */
const longestLoadMs = 60_000;

/**
 * A module of the operator's, whose default export is a sender or a function that makes one. It is loaded when the provider
 * is opened, so that a process that only reads the settings doesn't run it.
 *
 * @param path relative to the working directory, absolute, or a file: URL.
 * @param mostMs how long it may take until there is a sender, in milliseconds.
 */
export function moduleProvider(
  path: string,
  environment: Environment,
  mostMs = longestLoadMs,
): ConfiguredProvider {
  return {
    name: path,
    isForDevelopment: false,
    errors: [],
    check: async () => ((await isFile(path)) ? [] : [errorOf(path, `isn't a file; ${lookedFor(path)}`)]),
    open: async (logger) => {
      try {
        const context = { environment, logger: withLoggableErrors(logger) };
        return opened(await inTime(loadSender(urlOfModule(path), context), mostMs));
      } catch (cause) {
        throw new SettingsError([errorOf(path, cause instanceof Error ? cause.message : String(cause))]);
      }
    },
  };
}

/**
 * Its timer keeps the process running, which would otherwise end without a word.
 *
 * @throws TypeError
 */
async function inTime<Value>(value: Promise<Value>, mostMs: number): Promise<Value> {
  const [isLoaded, problem] = [new AbortController(), `has made no sender within ${String(mostMs / 1000)} s`];
  const late = setTimeout(mostMs, undefined, { signal: isLoaded.signal }).then(() => {
    throw new TypeError(`${problem}: something that it awaits does not come`);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    late.catch(() => undefined);
    isLoaded.abort();
  }
}

function opened(sender: Awaited<ReturnType<typeof loadSender>>): OpenProvider {
  return {
    sender,
    close: async () => {
      await sender.close?.();
    },
  };
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
