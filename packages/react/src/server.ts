export { requestHints, type RequestHints } from './server/request-hints.js';
