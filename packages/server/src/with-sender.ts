import type { SmsSender } from '@threepid/core';
import { withoutConnection, type ConfiguredProvider } from './providers/provider.js';
import type { Settings } from './read-settings.js';

/** The settings, with a program's own sender in the place of `THREEPID_SMS`. */
export function withSender(settings: Settings, sms: SmsSender | undefined): Settings {
  if (sms === undefined) return settings;
  const provider: ConfiguredProvider = {
    name: sms.name,
    isForDevelopment: false,
    settings: [],
    errors: [],
    check: () => Promise.resolve([]),
    open: () => Promise.resolve(withoutConnection(sms)),
  };
  // Its messages may be real: nobody else may read them unless the setting says so.
  return { ...settings, providers: [provider], inbox: settings.inboxSetting === 'on' };
}
