import type { Logger } from 'pino';
import type { Environment, SettingTable } from '../settings/setting.js';
import type { CallbackUrlOf, OpenProvider } from './provider.js';

/** A provider, as its file describes it. `V` are the values of its settings. */
export interface ProviderDefinition<V> {
  /** Its name in `THREEPID_SMS`. */
  readonly name: string;
  /** True if it sends no real messages. Default: false. */
  readonly isForDevelopment?: boolean;
  /** True if its name is a channel's, which clients may ask for. Default: false. */
  readonly isChannel?: boolean;
  /** Its settings, by the names that its sender gives their values, in the order in which they are shown. */
  readonly settings: SettingTable<V>;
  /** Fills in what isn't set but follows from the server's own settings. Default: nothing does. */
  readonly complete?: (values: Partial<V>, environment: Environment) => Partial<V>;
  /** Values that its sender takes: they stand in for the settings that a check is not about. */
  readonly valid: NoInfer<V>;
  /** Names of the settings that its sender has rules for. Those that must fit each other form a group. */
  readonly checks: readonly (readonly (keyof NoInfer<V> & string)[])[];
  /**
   * Makes its sender. Doesn't connect yet.
   *
   * @param callbackUrlOf undefined if it must not call back.
   * @throws Error that names the option that can't be used, as it is named in `settings`.
   */
  readonly open: (
    values: NoInfer<V>,
    logger: Logger,
    callbackUrlOf?: CallbackUrlOf,
  ) => OpenProvider | Promise<OpenProvider>;
}
