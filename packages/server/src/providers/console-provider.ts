import { consoleSender } from './console-sender.js';
import { defineProvider } from './define-provider.js';
import { withoutConnection } from './provider.js';

/** Prints messages. */
export const consoleProvider = defineProvider({
  name: 'console',
  isForDevelopment: true,
  settings: {},
  valid: {},
  checks: [],
  open: () => withoutConnection(consoleSender()),
});
