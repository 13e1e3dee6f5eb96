import { canonicalServerName, parseBaseUrl } from '@threepid/core';
import { list } from './list.js';

/** A homeserver whose users may have accounts on v2. */
export interface HomeserverSettings {
  readonly name: string;
  /** Where it is asked. Undefined: where server discovery finds it. */
  readonly baseUrl: string | undefined;
}

/** Accepts a comma-separated list of homeservers: `example.org`, or `example.org=https://10.0.0.5:8448`. */
export function homeservers(value: string): readonly HomeserverSettings[] {
  return list(value).map((entry) => {
    const [name = '', ...url] = entry.split('=');
    const baseUrl = url.length === 0 ? undefined : url.join('=');
    if (canonicalServerName(name) === undefined)
      throw new TypeError(`'${name}' is not the name of a homeserver; write example.org or example.org:8448`);
    if (baseUrl !== undefined && parseBaseUrl(baseUrl) === undefined) {
      throw new TypeError(
        `the URL of the homeserver '${name}' must be http(s), without credentials or query; write ${name}=https://10.0.0.5:8448`,
      );
    }
    return { name, baseUrl };
  });
}
