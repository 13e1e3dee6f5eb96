import type { SendCandidate } from '@threepid/core';
import { t0 } from '../runner/times.js';

/** A number that a policy allows messages to. */
export type CandidateNumber = Pick<SendCandidate, 'msisdn' | 'country' | 'numberType'>;

/** People who ask for messages: the candidates are frozen, so that no policy can change them. */
export interface Askers {
  readonly name: string;
  /** The message that the person at an index asks for. */
  readonly candidate: (index: number, now?: number) => SendCandidate;
}

/** British mobile numbers: 100 blocks of 10,000, one after the other. */
export function britishNumber(index: number): CandidateNumber {
  const digits = String((index * 10_007) % 1_000_000).padStart(6, '0');
  return { msisdn: `447400${digits}`, country: 'GB', numberType: 'mobile' };
}

/** Crowds that share a number, an address, both or neither. */
export function crowdsOf(numberOf: (index: number) => CandidateNumber): readonly Askers[] {
  const crowd = (
    name: string,
    caller: (index: number) => Partial<SendCandidate>,
    number: (index: number) => number,
  ): Askers => ({
    name,
    candidate: (index, now = t0) =>
      Object.freeze({
        ...numberOf(number(index)),
        purpose: 'verify',
        clientAddress: undefined,
        proved: false,
        ...caller(index),
        now,
      }),
  });
  const one = () => 0;
  const many = (index: number) => index;
  const atHome = () => ({ clientAddress: '198.51.100.7' });
  const anywhere = (index: number) => ({ clientAddress: addressOf(index) });
  return [
    crowd('one number, from one address', atHome, one),
    crowd('one number, from many addresses', anywhere, one),
    crowd('one number, from no known address', () => ({}), one),
    crowd('many numbers, from one address', atHome, many),
    crowd('many numbers, from many addresses', anywhere, many),
    crowd(
      'many numbers, from many addresses that prove it',
      (index) => ({ ...anywhere(index), proved: true }),
      many,
    ),
  ];
}

/** The crowd of that name. */
export function named(crowds: readonly Askers[], name: string): Askers {
  const found = crowds.find((crowd) => crowd.name === name);
  if (found === undefined) throw new TypeError(`there is no crowd '${name}'`);
  return found;
}

/** Each in a /16 of its own. */
function addressOf(index: number): string {
  return `${1 + (index % 200)}.${100 + Math.floor(index / 200)}.0.1`;
}
