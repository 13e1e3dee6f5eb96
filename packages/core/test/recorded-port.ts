/** A call of a port: its method, behind the names of the ports that it is in, and what it was given. */
export interface PortCall {
  readonly method: string;
  readonly given: readonly unknown[];
}

/** The port, noting each call of it and of the ports that it has in it. */
export function recorded<Port extends object>(port: Port, calls: PortCall[], within = ''): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      const method = `${within}${String(name)}`;
      if (typeof value === 'object' && value !== null) return recorded(value, calls, `${method}.`);
      if (typeof value !== 'function') return value;
      return (...given: readonly unknown[]): unknown => {
        calls.push({ method, given });
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
}
