export { threepidPlugin, type ThreepidPluginOptions } from './threepid-plugin.js';
