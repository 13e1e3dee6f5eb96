import type { ThreepidChangeEvent, ThreepidVerifiedEvent } from './events.js';
import { ThreepidVerificationElement } from './threepid-verification-element.js';

export { ThreepidVerificationElement } from './threepid-verification-element.js';
export { ThreepidVerifiedEvent, type ThreepidChangeEvent, type VerifiedNumber } from './events.js';
export type {
  CodeWords,
  CountryWords,
  DoneWords,
  NumberWords,
  PluralWords,
  ProblemName,
  Words,
} from './words.js';

declare global {
  interface HTMLElementTagNameMap {
    'threepid-verification': ThreepidVerificationElement;
  }

  interface HTMLElementEventMap {
    'threepid-verified': ThreepidVerifiedEvent;
    'threepid-change': ThreepidChangeEvent;
  }
}

// Not on a server, and not twice: a page may load two copies.
if ('customElements' in globalThis && customElements.get('threepid-verification') === undefined)
  customElements.define('threepid-verification', ThreepidVerificationElement);
