import type { Payload } from 'altcha-lib';

/** An answer as ALTCHA's widgets send it: JSON in base64. Undefined for any other text. */
export function parsePayload(answer: string): SignedPayload | undefined {
  const value = parseJson(Buffer.from(answer, 'base64').toString('utf8'));
  return isPayload(value) ? value : undefined;
}

type SignedPayload = Payload & { readonly challenge: { readonly signature: string } };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Its parameters may be anything until their signature is checked. */
function isPayload(value: unknown): value is SignedPayload {
  if (!isObject(value) || !isObject(value['challenge']) || !isObject(value['solution'])) return false;
  const { parameters, signature } = value['challenge'];
  return isObject(parameters) && typeof signature === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
