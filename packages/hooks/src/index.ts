export { createHooks, type Hooks } from './hooks.js';
export type {
  BasicAuthentication,
  HooksOptions,
  KratosHookOptions,
  LogtoHookOptions,
  NamedHeader,
  ProductName,
  SupabaseHookOptions,
  ZitadelHookOptions,
} from './hooks-options.js';
