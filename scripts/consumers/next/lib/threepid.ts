import { randomBytes } from 'node:crypto';
import { ConsoleSmsSender, createThreepid, type Threepid } from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

const key = Symbol.for('consumer.threepid');
const anchor = globalThis as { [key]?: Threepid };

export const threepid = (anchor[key] ??= createThreepid({
  secret: process.env['THREEPID_SECRET'] ?? randomBytes(48).toString('base64url'),
  storage: new MemorySessionStorage(),
  sms: new ConsoleSmsSender(),
}));
