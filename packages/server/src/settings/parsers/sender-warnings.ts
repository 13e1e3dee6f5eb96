import type { SenderWarningOptions } from '@threepid/core';
import { list } from './list.js';

/** Accepts `on`, `off`, or the countries that there are no warnings about. */
export function senderWarnings(text: string): SenderWarningOptions | false {
  if (text === 'off') return false;
  return text === 'on' ? {} : { except: list(text) };
}
