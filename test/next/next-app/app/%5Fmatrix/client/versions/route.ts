/** A route of the host's own, beside the protocol's. */
export function GET(): Response {
  return Response.json({ host: true });
}
