export type { FetchAdapterOptions } from './fetch-adapter-options.js';
export {
  toFetchHandler,
  type FetchHandler,
  type FetchHandlerOptions,
  type FetchRequest,
} from './fetch-handler.js';
