import { frameworks } from './contract';

/** What the README has in its place is a framework of one's own. */
export const { threepid } = frameworks.app;
