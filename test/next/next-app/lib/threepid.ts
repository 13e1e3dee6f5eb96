import { frameworks } from './contract';

/** Stands in for the module of the README, which creates your own framework. */
export const { threepid } = frameworks.app;
