import { createHash, timingSafeEqual } from 'node:crypto';

/** True if a text is one of the secrets. Each is compared in constant time, so that the time reveals nothing. */
export type SecretCheck = (given: string | undefined) => boolean;

/** Keeps digests of the secrets only. Without secrets, nothing is one. */
export function createSecretCheck(secrets: readonly string[]): SecretCheck {
  const digests = secrets.map(digestOf);
  return (given) => {
    if (given === undefined || digests.length === 0) return false;
    const digest = digestOf(given);
    return digests.filter((known) => timingSafeEqual(known, digest)).length > 0;
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
