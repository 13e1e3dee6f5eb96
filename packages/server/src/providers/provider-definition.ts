import type { Logger } from 'pino';
import type { SettingTable } from '../settings/setting.js';
import type { OpenProvider } from './provider.js';

/** A provider, as its file describes it. `V` are the values of its settings. */
export interface ProviderDefinition<V> {
  /** How `THREEPID_SMS` names it. */
  readonly name: string;
  /** True if it sends nothing to anybody. Default: false. */
  readonly isForDevelopment?: boolean;
  /** Its settings, by the names that its sender gives their values, in the order in which they are shown. */
  readonly settings: SettingTable<V>;
  /** Values that its sender takes: they stand in for the settings that a check is not about. */
  readonly valid: NoInfer<V>;
  /** Settings that its sender has rules about; those that must fit each other are in one group. */
  readonly checks: readonly (readonly (keyof NoInfer<V> & string)[])[];
  /**
   * Makes its sender. Connects to nothing.
   *
   * @throws Error that names the option that can't be used, as it is named in `settings`.
   */
  readonly open: (values: NoInfer<V>, logger: Logger) => OpenProvider | Promise<OpenProvider>;
}
