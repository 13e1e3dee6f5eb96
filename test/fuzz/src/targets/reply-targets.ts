import assert from 'node:assert/strict';
import * as replies from '../../../../packages/storage-redis/dist/replies.js';
import type { FuzzTarget } from '../engine/fuzz-target.js';

const readers = Object.entries(replies).sort(([one], [other]) => (one < other ? -1 : 1));

/** A reply of Redis as JSON, whose texts are bytes: it is read whole, or refused in our words. Nothing in between. */
const foreign: FuzzTarget = {
  name: 'redis-replies',
  seeds: [
    '["opened",0,"AAAAAA","BBBBBB","claimed",null,1796000000000,null]',
    '["validated",0,1796000000000,1,null,null,null]',
    '["limited",1000]',
    '[["sns",1,2,3,4,5]]',
    '["allow","pair",1,3]',
    '["refuse","pair",1,1000,1,0]',
    '["reserved",1,2]',
    '["short","day",1]',
    '"{}"',
    '"AAAAAAAAAAAAA"',
    '["AAAAAAAAAAAAA",null]',
    '["under-way"]',
    '17',
    'null',
    '["opened"]',
    '["expired","abc"]',
    '[1,"abc"]',
    '"{\\"44\\":[\\"0\\",\\"{\\\\\\"since\\\\\\":1}\\"]}"',
  ],
  run: (input) => {
    const reply = replyOf(input);
    if (reply === undefined) return;
    for (const [name, read] of readers) {
      try {
        checkValue(read(reply), name);
      } catch (error) {
        assert.ok(
          error instanceof TypeError && error.message.startsWith('threepid: '),
          `${name}: ${String(error)}`,
        );
      }
    }
  },
};

/** As ioredis answers: bulk texts are bytes, or texts; numbers are numbers. */
function replyOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString(), (_, value: unknown) =>
      typeof value === 'string' && value.length > 2 && !/^[a-z-]+$/.test(value) ? Buffer.from(value) : value,
    );
  } catch {
    return undefined;
  }
}

/** No number is NaN. */
function checkValue(value: unknown, name: string): void {
  if (typeof value === 'number') assert.ok(!Number.isNaN(value), `${name} reads what is no number`);
  if (typeof value !== 'object' || value === null) return;
  for (const each of Object.values(value)) checkValue(each, name);
}

export const replyTargets: readonly FuzzTarget[] = [foreign];
