import { SettingsError } from './settings-error.js';

/** Error of a console that nobody has asked for: in production it shows codes to whoever reads the log, and nobody gets a message. */
export const consoleError =
  'THREEPID_SMS: console sends nothing and prints codes, which is for development; name a provider, or write THREEPID_SMS=console! if you mean it in production';

/** The settings that say whether the console is meant. */
export interface ConsoleSettings {
  readonly providers: readonly { readonly isForDevelopment: boolean }[];
  readonly production: boolean;
  readonly isConsoleMeant: boolean;
}

/** True if messages would go to the console in production, and nobody has said that this is meant. */
export function isConsoleByMistake({ providers, production, isConsoleMeant }: ConsoleSettings): boolean {
  return production && !isConsoleMeant && providers.some(({ isForDevelopment }) => isForDevelopment);
}

/** @throws SettingsError if messages would go to the console by mistake. */
export function refuseConsole(settings: ConsoleSettings): void {
  if (isConsoleByMistake(settings)) throw new SettingsError([consoleError]);
}
