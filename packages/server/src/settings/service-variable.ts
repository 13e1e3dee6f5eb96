const port = /_SERVICE_PORT(?:_[A-Z0-9_]+)?$/;
const link = /_PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?$/;

/**
 * True for a variable that Kubernetes sets in every pod for a Service named `threepid` or `threepid-redis`, such as
 * `THREEPID_SERVICE_HOST` and `THREEPID_PORT_8090_TCP_ADDR`. `THREEPID_PORT` is one only with a URL of its form: somebody
 * may have meant `PORT`.
 */
export function isServiceVariable(name: string, value: string): boolean {
  if (name.endsWith('_SERVICE_HOST')) return true;
  if (port.test(name)) return /^\d+$/.test(value);
  return link.test(name) && (/_\d+_/.test(name) || /^(?:tcp|udp|sctp):\/\//.test(value));
}
