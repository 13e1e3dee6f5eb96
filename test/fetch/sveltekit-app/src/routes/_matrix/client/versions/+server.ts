/** The app's own route next to those of the protocol. */
export const GET = () => Response.json({ host: true });
