/** Where sessions are kept, as `THREEPID_STORAGE` says. */
export type StorageSettings =
  | { readonly kind: 'memory' }
  /** `url` is `redis://` or `rediss://`. */
  | { readonly kind: 'redis'; readonly url: string }
  | ({ readonly kind: 'sentinel'; readonly name: string } & RedisNodes)
  | ({ readonly kind: 'cluster' } & RedisNodes);

/** Several Redis servers behind one name, and how to log in to them. */
export interface RedisNodes {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const form =
  'must be memory, redis://host:port, rediss://host:port, redis-sentinel://host:port,.../name or redis-cluster://host:port,... (each host may follow user:password@)';

/**
 * Reads `THREEPID_STORAGE`.
 *
 * @throws TypeError that says the forms; never the value, which may hold a password.
 */
export function parseStorage(text: string): StorageSettings {
  if (text === 'memory') return { kind: 'memory' };
  if (/^rediss?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw new TypeError(form);
    return { kind: 'redis', url: text };
  }
  const several = /^redis-(sentinel|cluster):\/\/(?:(.*)@)?([^@/]+)(?:\/([^/]*))?$/.exec(text);
  if (several === null) throw new TypeError(form);
  const [, kind, login, hosts = '', name = ''] = several;
  const nodes = { nodes: hosts.split(',').map(nodeOf), ...loginOf(login) };
  if (kind === 'cluster') return { kind, ...nodes };
  if (name === '')
    throw new TypeError('must end in the name of the master: redis-sentinel://host:port,.../name');
  return { kind: 'sentinel', name: decodeURIComponent(name), ...nodes };
}

function nodeOf(text: string): { readonly host: string; readonly port: number } {
  const url = `redis://${text}`;
  if (!URL.canParse(url)) throw new TypeError(form);
  const { hostname, port } = new URL(url);
  if (hostname === '') throw new TypeError(form);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || '6379') };
}

function loginOf(login: string | undefined): Pick<RedisNodes, 'username' | 'password'> {
  if (login === undefined) return { username: undefined, password: undefined };
  const [username = '', ...password] = login.split(':');
  return {
    username: username === '' ? undefined : decodeURIComponent(username),
    password: password.length === 0 ? undefined : decodeURIComponent(password.join(':')),
  };
}
