import { list } from './list.js';

/** Accepts a comma-separated list of secrets. May be empty. */
export function secrets(value: string): readonly string[] {
  if (value !== '' && list(value).length === 0)
    throw new TypeError('must not be empty; leave it out instead');
  return list(value);
}
