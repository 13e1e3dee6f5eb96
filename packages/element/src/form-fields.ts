import type { VerificationSession } from '@threepid/client';

/**
 * What a form sends for the element: `phone_sid` and `phone_client_secret` if its name is `phone`, and nothing if it has
 * no name. Your server asks threepid for the number by them.
 */
export function formFields(name: string, { sid, clientSecret }: VerificationSession): FormData | null {
  if (name === '') return null;
  const fields = new FormData();
  fields.set(`${name}_sid`, sid);
  fields.set(`${name}_client_secret`, clientSecret);
  return fields;
}
