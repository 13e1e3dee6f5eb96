import { frameworks } from './contract';

export const { threepid } = frameworks.pages;
