export { THREEPID, ThreepidModule, type ThreepidModuleAsyncOptions } from './threepid-module.js';
