export { startServer, type RunningServer } from './server.js';
export { readSettings, type Settings } from './settings.js';
export { SettingsError, type Environment } from './setting.js';
