import { parseProviderUrl } from '@threepid/core';
import { compileTemplate, type Values } from '../template/compile-template.js';
import { forSegment } from '../template/escape.js';

/** The beginning of a URL and its path. */
export interface UrlParts {
  /** `https://api.example.com`, perhaps with settings; or one setting for all of it. */
  readonly base: string;
  readonly path: string;
}

/** Splits a URL template. Undefined if it isn't one. */
export function splitUrl(template: string): UrlParts | undefined {
  const [, base, path = ''] = /^(https?:\/\/[^/?#\s]+|\{[^{}]+\})(\/[^?#\s]*)?$/.exec(template) ?? [];
  return base === undefined ? undefined : { base, path };
}

/**
 * Compiles a URL without its query. The last slash of its beginning is dropped.
 *
 * @param baseUrl instead of the beginning.
 */
export function compileUrl(template: string, baseUrl?: string | URL): (values: Values) => string {
  const { base, path } = splitUrl(template) ?? { base: template, path: '' };
  const beginning =
    baseUrl === undefined ? compileBase(base) : () => parseProviderUrl(baseUrl, { bare: true });
  const rest = compileTemplate(path, forSegment);
  return (values) => beginning(values).href.replace(/\/$/, '') + (rest(values) ?? '');
}

function compileBase(base: string): (values: Values) => URL {
  const render = compileTemplate(base);
  const isHost = base.startsWith('http');
  return (values) => {
    const url = parseProviderUrl(render(values) ?? '', { bare: true });
    // With a slash in a setting, the rest of the host would be a path at another host.
    if (isHost && url.pathname !== '/')
      throw new TypeError('must have a host name where the declaration has a setting');
    return url;
  };
}
