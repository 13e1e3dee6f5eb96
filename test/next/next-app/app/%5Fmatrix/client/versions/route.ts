/** The host's own route next to those of the protocol. */
export function GET(): Response {
  return Response.json({ host: true });
}
