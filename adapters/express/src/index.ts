export { threepidMiddleware } from './threepid-middleware.js';
