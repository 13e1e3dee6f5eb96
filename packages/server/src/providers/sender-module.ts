import { errorsOfOption, type Logger, type SmsSender } from '@threepid/core';
import { fileURLToPath } from 'node:url';
import { inOneLine } from '../in-one-line.js';
import type { Environment } from '../settings/setting.js';

/** What the function of a sender module gets. */
export interface SenderModuleContext {
  readonly environment: Environment;
  /** It logs errors without the texts and numbers that they may quote. */
  readonly logger: Logger;
}

/** A sender of a module. The server closes it when it stops, if it can be closed. */
export interface ModuleSender extends SmsSender {
  close?(): Promise<void> | void;
}

/** The default export of a module that `THREEPID_SMS` names, if it isn't the sender itself. */
export type SenderModule = (context: SenderModuleContext) => ModuleSender | Promise<ModuleSender>;

const example = 'write export default ({ environment, logger }) => ({ name, send })';

/**
 * Loads a module, and makes its sender.
 *
 * @throws TypeError that says what to change in the module.
 */
export async function loadSender(url: URL, context: SenderModuleContext): Promise<ModuleSender> {
  const exported = await defaultExportOf(url);
  if (typeof exported !== 'function') return checkedSender(exported, 'exports');
  return checkedSender(await senderMadeBy(exported, url, context), 'makes');
}

async function defaultExportOf(url: URL): Promise<unknown> {
  const module = await imported(url);
  if (module['default'] === undefined) {
    throw new TypeError(
      `has no default export, which must be a sender or a function that makes one; ${example}`,
    );
  }
  return withoutInterop(module['default']);
}

async function imported(url: URL): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(url.href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new TypeError(`can't be loaded: ${reasonOf(cause, url)}`, { cause });
  }
}

/** CommonJS that was compiled from ES modules has its default export within its exports. */
function withoutInterop(exported: unknown): unknown {
  return typeof exported === 'object' &&
    exported !== null &&
    '__esModule' in exported &&
    'default' in exported
    ? exported.default
    : exported;
}

async function senderMadeBy(make: object, url: URL, context: SenderModuleContext): Promise<unknown> {
  if (Function.prototype.toString.call(make).startsWith('class')) {
    throw new TypeError(`exports a class; export a function that makes a sender of it: ${example}`);
  }
  try {
    return await (make as SenderModule)(context);
  } catch (cause) {
    throw new TypeError(`can't make its sender: ${reasonOf(cause, url)}`, { cause });
  }
}

function checkedSender(sender: unknown, verb: 'exports' | 'makes'): ModuleSender {
  const [error] = errorsOfOption('sms', sender as SmsSender);
  if (error !== undefined) throw new TypeError(`${verb} no sender${problemIn(error)}; ${example}`);
  const { name } = sender as Partial<SmsSender>;
  if (typeof name === 'string' && name !== '') return sender as ModuleSender;
  throw new TypeError(`${verb} a sender without a name; give it one for the log, such as name: 'gateway'`);
}

/** The problem that the core has found, such as `, but undefined` or `: it has no send()`. */
function problemIn(error: string): string {
  return error
    .replace(/; write .*$/s, '')
    .replace(/^sms must be an SmsSender, not /, ', but ')
    .replace(/^sms must be an SmsSender, but has /, ': it has ');
}

/** The reason in one line, with the line of the module, if it is known. Node says nothing of where a syntax error is. */
function reasonOf(error: unknown, url: URL): string {
  if (!(error instanceof Error)) return inOneLine(String(error));
  const text = inOneLine(error.name === 'Error' ? error.message : String(error));
  if (error instanceof SyntaxError) return `${text}; node --check shows where`;
  const line = lineIn(error.stack ?? '', url);
  return line === undefined ? text : `${text} (line ${line})`;
}

function lineIn(stack: string, url: URL): string | undefined {
  const places = [url.href, fileURLToPath(url)].map((place) => stack.split(`${place}:`)[1]);
  return places.map((rest) => /^\d+/.exec(rest ?? '')?.[0]).find((line) => line !== undefined);
}
