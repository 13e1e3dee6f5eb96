/** Marks the address of a caller whose connection was closed before the address could be read. */
export const addressLost: unique symbol = Symbol.for('threepid.addressLost');

/**
 * The address for an `HttpRequest`. Call this before you await the body.
 *
 * After a caller resets the connection, its address is gone. Over TCP there always was one, and without it the message
 * would count against all callers without an address. Unix sockets never have one.
 *
 * @param address the address by the host's own rules for proxies.
 * @param socket the connection; its server says whether it is TCP.
 */
export function remoteAddressOf(
  address: string | undefined,
  socket: object,
): string | typeof addressLost | undefined {
  if (address !== undefined) return address;
  const { server } = socket as { readonly server?: { readonly address?: () => unknown } };
  const listening = server?.address?.();
  return typeof listening === 'object' && listening !== null ? addressLost : undefined;
}
