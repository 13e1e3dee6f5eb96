import * as flags from 'country-flag-icons/string/3x2';

const drawings: Readonly<Record<string, string>> = { ...flags };

/** The flag of a country as an SVG, because many systems have no flag emoji. */
export async function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly code: string }> },
) {
  const { code } = await params;
  const drawing = Object.hasOwn(drawings, code) ? drawings[code] : undefined;
  if (drawing === undefined) return new Response(null, { status: 404 });
  return new Response(drawing, {
    headers: {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=604800',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}
