import { list } from './list.js';

/** Takes a comma list of secrets, or nothing. */
export function secrets(value: string): readonly string[] {
  if (value !== '' && list(value).length === 0)
    throw new TypeError('must not be empty; leave it out instead');
  return list(value);
}
