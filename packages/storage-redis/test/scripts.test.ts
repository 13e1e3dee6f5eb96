import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import * as shipped from '../dist/scripts/scripts.js';

const folder = new URL('../src/scripts/', import.meta.url);

async function sources(): Promise<[name: string, lua: string][]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.lua'));
  return Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')] as const),
  ).then((all) => all.map(([name, lua]) => [name, lua]));
}

async function withIncludes(lua: string): Promise<string> {
  const lines = lua.split('\n').map(async (line) => {
    const [, name] = /^-- @include (.+)$/.exec(line) ?? [];
    return name === undefined
      ? line
      : (await readFile(new URL(`include/${name}.lua`, folder), 'utf8')).trimEnd();
  });
  return (await Promise.all(lines)).join('\n');
}

describe('the scripts', () => {
  it('ship as they are, with what they include', async () => {
    const expected = await Promise.all((await sources()).map(([, lua]) => withIncludes(lua)));
    expect(Object.values(shipped)).to.have.members(expected);
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
        expect(command).to.be.oneOf(['GET', 'MGET', 'SET', 'DEL', 'HGET', 'HSET', 'HDEL', 'PEXPIRE']);
        expect(key).to.be.oneOf(['KEYS', 'key']);
      }
    }
  });
});
