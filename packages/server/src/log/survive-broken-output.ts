/**
 * Keeps a server running that can't write to standard error or output any more: to a full disk, or to a pipe whose reader is
 * gone, such as a log shipper that has been restarted. Without a listener, Node would end the process at the next message.
 */
export function surviveBrokenOutput(): void {
  for (const stream of [process.stderr, process.stdout]) stream.on('error', () => undefined);
}
