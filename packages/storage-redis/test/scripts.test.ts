import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';

const folder = new URL('../src/scripts/', import.meta.url);

async function sources(): Promise<[name: string, lua: string][]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.lua'));
  return Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')] as const),
  ).then((all) => all.map(([name, lua]) => [name, lua]));
}

describe('the scripts', () => {
  it('ship as they are: scripts.ts is not stale', async () => {
    const embed = new URL('../scripts/embed-lua.mjs', import.meta.url);
    await promisify(execFile)(process.execPath, [embed.pathname, '--check']);
  });

  it('say in their heads what they are for, what they take and what they answer', async () => {
    for (const [name, lua] of await sources()) {
      expect(lua, name).to.match(/^-- Purpose: /);
      for (const part of ['KEYS', 'ARGV', 'utput']) expect(lua.split('\nlocal')[0], name).to.include(part);
    }
  });

  it('ask no time, scan nothing and make up no key', async () => {
    const calls = /redis\.call\('(\w+)', (\w+)/g;
    const includes = await Promise.all(
      (await readdir(new URL('include/', folder))).map((name) =>
        readFile(new URL(`include/${name}`, folder), 'utf8'),
      ),
    );
    for (const lua of [...(await sources()).map(([, text]) => text), ...includes]) {
      for (const [, command, key] of lua.matchAll(calls)) {
        expect(command).to.be.oneOf(['GET', 'SET', 'DEL', 'HGET', 'HSET', 'HDEL', 'PEXPIRE']);
        expect(key).to.be.oneOf(['KEYS', 'key']);
      }
    }
  });
});
