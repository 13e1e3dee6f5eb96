import { closestName } from '@threepid/core';
import type { Environment } from './setting.js';

/**
 * Error of a `NODE_ENV` that was probably meant to be `production`, such as `prod`: the server would start for development,
 * and show codes to whoever opens its inbox. Any other value is for development.
 */
export function nodeEnvErrors({ NODE_ENV = '' }: Environment): readonly string[] {
  if (NODE_ENV === 'production' || closestName(NODE_ENV.trim(), ['production']) === undefined) return [];
  return ['NODE_ENV: only production, written like this, is production; did you mean production?'];
}
