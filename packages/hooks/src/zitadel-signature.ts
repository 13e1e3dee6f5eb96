import type { Clock } from '@threepid/core';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** As Zitadel's own check has it, for both directions: its clock may be ahead. */
const toleranceMs = 300_000;

/** True if a body was recently signed with one of the keys. */
export type ZitadelVerifier = (header: string | undefined, body: string) => boolean;

/**
 * Checks a `ZITADEL-Signature`: `t=<Unix seconds>,v1=<hex>`, and further `v1` while keys change. Each is the HMAC-SHA256 of
 * the time, a full stop and the body. Source: zitadel/zitadel, pkg/actions/signing.go.
 */
export function createZitadelVerifier(keys: readonly string[], clock: Clock): ZitadelVerifier {
  return (header, body) => {
    const { time, signatures } = partsOf(header ?? '');
    if (time === undefined || Math.abs(clock.now() - Number(time) * 1_000) > toleranceMs) return false;
    const expected = keys.map((key) => createHmac('sha256', key).update(`${time}.${body}`).digest());
    return signatures.some((given) => expected.some((mac) => isEqual(given, mac)));
  };
}

function partsOf(header: string) {
  const pairs = header.split(',').map((pair) => pair.split('='));
  const valuesOf = (wanted: string, form: RegExp) =>
    pairs.flatMap(([name, value = '']) => (name === wanted && form.test(value) ? [value] : []));
  const [time, ...otherTimes] = valuesOf('t', /^\d{1,12}$/);
  const signatures = valuesOf('v1', /^[0-9a-f]{64}$/i).map((hex) => Buffer.from(hex, 'hex'));
  return { time: otherTimes.length === 0 ? time : undefined, signatures };
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
