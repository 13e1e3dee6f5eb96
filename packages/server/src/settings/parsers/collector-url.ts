/**
 * Accepts the http(s) URL of a collector of telemetry. It may hold a password, so no error repeats it.
 *
 * @throws TypeError
 */
export function collectorUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return value;
  throw new TypeError('must be an http(s) URL, such as http://127.0.0.1:4318');
}
