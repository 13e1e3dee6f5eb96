export { startServer, type RunningServer } from './start-server.js';
export { createHttpServer, type HttpServerOptions } from './http/http-server.js';
export { readSettings, type Settings } from './settings.js';
export { SettingsError, type Environment } from './setting.js';
export { openStorage, type OpenStorage } from './storage/open-storage.js';
export { openSms, type OpenSms } from './sms.js';
export type { StorageSettings, RedisNodes } from './storage-settings.js';
export type { ProviderName } from './sms-settings.js';
