import { resolve } from 'node:path';

/** Says which file a path of `THREEPID_SMS` means, for the end of an error. */
export function lookedFor(path: string): string {
  return path.startsWith('file:')
    ? 'name an existing one'
    : `name an existing one: this is ${resolve(path)}, seen from the working directory`;
}
