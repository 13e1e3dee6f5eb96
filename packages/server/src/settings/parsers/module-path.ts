import { isAbsolute } from 'node:path';

/** True for an entry of `THREEPID_SMS` that is the path of a module: `./my-sender.mjs`, absolute, or a file: URL. */
export function isModulePath(entry: string): boolean {
  return /^\.{1,2}[\\/]|^file:/.test(entry) || isAbsolute(entry);
}
