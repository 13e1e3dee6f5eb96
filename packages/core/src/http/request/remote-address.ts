/** Stands for the address of a caller whose connection was gone before it could be asked for. */
export const addressLost: unique symbol = Symbol('threepid.addressLost');

/**
 * The address for an `HttpRequest`; to be asked for before the body is awaited.
 *
 * A caller who resets the connection takes the address away. Over TCP there always was one: without it the message
 * would count against all who have none. On a Unix socket there never is.
 *
 * @param address what the host makes of it, by its rules for proxies.
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
