import type { FailureMeaning } from '@threepid/core';
import { expect } from 'chai';
import smpp from 'smpp';
import { meaningOf, meanings } from '../dist/command-status.js';

/**
 * The tables of SMPP 3.4, section 5.1.3, and SMPP 5.0, section 4.7.6, without ESME_ROK: by number, independent of the
 * names.
 */
const expected: Readonly<Record<FailureMeaning, readonly number[]>> = {
  refused: [
    0x01, 0x02, 0x03, 0x06, 0x07, 0x0a, 0x0c, 0x0d, 0x0e, 0x0f, 0x11, 0x13, 0x15, 0x33, 0x34, 0x40, 0x42,
    0x43, 0x44, 0x48, 0x49, 0x53, 0x54, 0x55, 0x61, 0x62, 0x63, 0x67, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0x100,
    0x101, 0x103, 0x104, 0x105, 0x107, 0x108, 0x109, 0x10a, 0x10b, 0x10c, 0x10d, 0x10e, 0x10f, 0x110, 0x111,
    0x112,
  ],
  'rejected-destination': [0x0b, 0x45, 0x50, 0x51, 0x65, 0x66, 0xfe, 0x106],
  'not-taken': [0x04, 0x05, 0x14, 0x58, 0x64, 0x102],
  unknown: [0x08, 0xff],
};

const table = Object.entries(expected).flatMap(([meaning, statuses]) =>
  statuses.map((status) => [status, meaning] as const),
);

describe('the command_status of an answer to submit_sm', () => {
  it('has exactly the statuses that SMPP lists', () => {
    const listed = Object.values(smpp.errors).filter((status) => status !== 0);
    expect(table.map(([status]) => status)).to.have.members(listed);
    expect([...meanings.keys()]).to.have.members(listed);
  });

  for (const [status, meaning] of table) {
    const [name = ''] = Object.entries(smpp.errors).find(([, value]) => value === status) ?? [];
    it(`${name} (0x${status.toString(16)}) means ${meaning}`, () => {
      expect(meaningOf(status, {})).to.equal(meaning);
    });
  }

  it('means rejected-destination if SMPP does not list it: most vendor-specific ones are about numbers', () => {
    for (const status of [0x10, 0x400, 0x455, 0x4ff, 0x500, 0xffff])
      expect(meaningOf(status, {})).to.equal('rejected-destination');
  });

  it('means what the operator says', () => {
    expect(meaningOf(0x45, { 0x45: 'not-taken' })).to.equal('not-taken');
  });
});
