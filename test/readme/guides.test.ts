import { statusByErrcode } from '@threepid/core';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { root, type ServerProcess } from '../server-process.js';
import { GuideFiles, namedFiles } from './guide-app.js';
import { NextApp } from './next-app.js';
import { freePort } from './program.js';
import { blockUnder, page, readmeBlocks } from './readme-blocks.js';
import { Visitor, type VisitedSession } from './visitor.js';

const guide = (name: string): string => `docs/guides/${name}.md`;
/** Guides with a whole app. Their page is that of the first. */
const apps = [
  ['express', 'server.mjs'],
  ['fastify', 'server.mjs'],
  ['hono', 'server.mjs'],
  ['nestjs', 'main.ts'],
] as const;
const account = '/account/phone-number';

for (const [name, main] of apps)
  describe(guide(name), () => {
    let files: GuideFiles;
    let url: string;
    let server: ServerProcess;
    before(async () => {
      files = await GuideFiles.write([guide('express'), guide(name)]);
      ({ url, server } = await files.serve(main));
    });
    after(async () => {
      await server.kill();
      files.remove();
    });

    const signedIn = async (): Promise<Visitor> => {
      const person = new Visitor(url, server);
      expect(await person.open()).to.include({ status: 200 });
      return person;
    };
    const save = (person: Visitor, session: VisitedSession) => person.send(account, session);

    it('has the number of a person who verified it, once', async () => {
      const person = await signedIn();
      const session = await person.verify('secret_of_a_person');
      expect(await save(person, session)).to.deep.equal({
        status: 200,
        text: '{"phoneNumber":"+447700900123"}',
      });
      expect(await save(person, session)).to.include({ status: 404 });
    });

    it('sends nothing for strangers, and has no number of theirs', async () => {
      const stranger = new Visitor(url, server);
      expect(await stranger.request('secret_of_a_stranger')).to.include({ status: 401 });
      expect(await stranger.send(account, {})).to.include({ status: 401 });
    });

    it('gives a person no number that somebody else has verified', async () => {
      const [person, attacker] = [await signedIn(), await signedIn()];
      const session = await attacker.verify('secret_of_an_attacker');
      expect(await save(person, session)).to.include({ status: 400 });
      // Nor if the person has a verification of their own under way.
      await person.request('secret_of_the_person');
      expect(await save(person, session)).to.include({ status: 404 });
      expect(await save(attacker, session)).to.include({ status: 200 });
    });
  });

describe(guide('next'), function () {
  this.timeout(180_000);
  let app: NextApp;
  let url: string;
  let server: ServerProcess;
  before(async () => {
    app = new NextApp(guide('next'));
    const port = await freePort();
    server = app.run(port);
    url = `http://127.0.0.1:${port}`;
    await server.printed(/Ready in/);
    // While the machine is busy, it can answer with a page of its own after it is ready.
    while (!(await fetch(`${url}/_matrix/identity/versions`)).ok) await setTimeout(100);
  });
  after(async () => {
    server.signalGroup('SIGKILL');
    await server.exit;
    app.remove();
  });

  it('has the number of a person who verified it, and of nobody else', async () => {
    const [person, attacker] = [new Visitor(url, server), new Visitor(url, server)];
    for (const each of [person, attacker]) await each.open('/sign-in');
    const action = actionIn((await person.open()).text);
    const session = await attacker.verify('secret_of_an_attacker');
    await person.act('/', action, [session]);
    expect((await person.open()).text).not.to.include('Your number is');
    await attacker.act('/', action, [session]);
    expect((await attacker.open()).text).to.match(/Your number is (?:<!-- -->)?\+447700900123/);
  });

  it('sends nothing for strangers', async () => {
    expect(await new Visitor(url, server).request('secret_of_a_stranger')).to.include({ status: 401 });
  });

  it('answers 404 to a path of the protocol with a slash at its end', async () => {
    const response = await fetch(`${url}/_matrix/identity/versions/`, { redirect: 'manual' });
    expect(response.status).to.equal(404);
  });
});

/** The id of the server action that a page passes to its component. */
function actionIn(html: string): string {
  return /\\"id\\":\\"([0-9a-f]{40,})\\"/.exec(html)?.[1] ?? '';
}

describe('docs/guides', () => {
  const guides = readdirSync(`${root}docs/guides`).map((file) => `docs/guides/${file}`);

  it('have only blocks that a test runs: files, their installation, and the start', () => {
    for (const each of guides)
      for (const { language, text } of readmeBlocks(each).filter(({ language }) => language !== 'text'))
        if (language === 'sh')
          expect(text, each).to.match(/^(?:npm (?:init|install) .*\n|node server\.mjs\n|npx next dev\n)+$/);
        else
          expect(
            [...namedFiles(each).values()].some((file) => text.endsWith(file)),
            text,
          ).to.equal(true);
  });

  it('install what their files import, and only packages that exist', () => {
    for (const each of guides) {
      const installed = [...page(each).matchAll(/^npm install (?:--save-dev )?(.*)$/gm)].flatMap(
        ([, list = '']) => list.split(' '),
      );
      for (const name of installed) expect(existsSync(`${root}node_modules/${name}`), name).to.equal(true);
      if (installed.length > 0) expect(installed, each).to.include.members(importedBy(each));
    }
  });

  function importedBy(each: string): readonly string[] {
    const texts = [...namedFiles(each).values()].join('\n');
    return (
      [...texts.matchAll(/from '((?!node:|\.)(?:@[^/']+\/)?[^/']+)/g)]
        .map(([, name = '']) => name)
        .filter((name) => name !== '@threepid/core' && name !== '@threepid/storage-memory')
        // An app on Nest has Nest.
        .filter((name) => !name.startsWith('@nestjs/'))
    );
  }
});

describe(guide('production'), () => {
  it('has a module that creates the framework', async () => {
    const files = await GuideFiles.write([guide('production')]);
    try {
      // Nothing listens there: creating it needs no connection.
      const REDIS_URL = `redis://127.0.0.1:${String(await freePort())}`;
      const THREEPID_SECRET = randomBytes(36).toString('base64');
      await files.load('threepid.mjs', { REDIS_URL, THREEPID_SECRET });
    } finally {
      files.remove();
    }
  });
});

describe(guide('testing'), () => {
  it('has tests that pass', async () => {
    const files = await GuideFiles.write([guide('testing')]);
    try {
      expect(await files.run('phone-number.test.mjs')).to.match(/^# pass 2$/m);
      await files.run('test-numbers.mjs');
    } finally {
      files.remove();
    }
  });
});

describe(guide('write-your-own'), () => {
  it('shows the sender of the example', () => {
    const example = page('examples/custom-provider/src/gateway-sms-sender.ts');
    expect(blockUnder('An SMS sender', 'ts', guide('write-your-own'))).to.equal(
      `// gateway-sms-sender.ts\n${example}`,
    );
  });
});

describe('docs/protocol.md', () => {
  it('lists each errcode with its status', () => {
    const rows = [...page('docs/protocol.md').matchAll(/^\| `(M_\w+)` +\| +(\d+) \|/gm)];
    const listed = rows.map(([, errcode = '', status]) => [errcode, Number(status)] as const);
    expect(Object.fromEntries(listed)).to.deep.equal(statusByErrcode);
  });
});
