import type { SmsSender } from '@threepid/core';
import type { Logger } from 'pino';
import type { Environment, Setting } from '../settings/setting.js';

/** The public URL of a callback, by its name. */
export type CallbackUrlOf = (name: string) => string;

/** A provider that `THREEPID_SMS` may name. */
export interface Provider {
  readonly name: string;
  /** True if it sends no real messages. */
  readonly isForDevelopment: boolean;
  /** True if `THREEPID_CHANNELS` may name it too. */
  readonly isChannel?: boolean;
  /** Its own settings, in the order in which they are shown. */
  readonly settings: readonly Setting<unknown>[];
  /** Reads its settings. */
  readonly configure: (environment: Environment) => ConfiguredProvider;
}

/** A provider whose settings have been read. */
export interface ConfiguredProvider extends Pick<Provider, 'name' | 'isForDevelopment' | 'settings'> {
  /** Errors of settings that can't be read, each by its variable. */
  readonly errors: readonly string[];
  /** Returns errors of the other settings, by the rules of its sender; each by its variable. */
  readonly check: () => Promise<readonly string[]>;
  /**
   * Makes its sender. Doesn't connect yet. Call it only if there are no errors.
   *
   * @param callbackUrlOf undefined if it must not call back.
   * @throws Error that names the option that can't be used.
   */
  readonly open: (logger: Logger, callbackUrlOf?: CallbackUrlOf) => Promise<OpenProvider>;
}

/** The opened sender of one provider, with its connections. */
export interface OpenProvider {
  readonly sender: SmsSender;
  close(): Promise<void>;
}

/** A provider that can't be used, for reasons that its own settings don't show. */
export function unusableProvider(name: string, errors: readonly string[]): ConfiguredProvider {
  return {
    name,
    isForDevelopment: false,
    settings: [],
    errors,
    check: () => Promise.resolve([]),
    open: () => Promise.reject(new TypeError(errors.join('\n'))),
  };
}

/** A sender that holds no connection. */
export function withoutConnection(sender: SmsSender): OpenProvider {
  return { sender, close: () => Promise.resolve() };
}
