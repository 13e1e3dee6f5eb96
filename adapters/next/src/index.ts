export type { Answering, NextAdapterOptions } from './next-adapter-options.js';
export { toRouteHandlers, type RouteHandlers } from './route-handlers.js';
export { toApiHandler } from './api-handler.js';
