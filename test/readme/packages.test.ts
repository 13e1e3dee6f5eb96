import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../server-process.js';
import { checkAsUser, checkBundled, freePort, Program } from './program.js';
import { blockUnder, readmeBlocks } from './readme-blocks.js';
import { verifyBy } from './verify.js';

/** Pages of packages that have no whole programs. */
const withoutPrograms = ['client', 'contract-tests', 'element', 'federation', 'inbox', 'react'];

/** Pages of packages for a library whose own declarations have errors by the strictest options. */
const forLooseLibraries = ['better-auth'];

describe("the packages' pages", () => {
  it('have programs that compile', () => {
    const others = [...withoutPrograms, ...forLooseLibraries];
    checkPrograms(
      readdirSync(`${root}packages`).filter((name) => !others.includes(name)),
      checkAsUser,
    );
  }).timeout(120_000);

  it('have programs that compile beside a library whose declarations are not checked', () => {
    checkPrograms(forLooseLibraries, checkBundled);
  }).timeout(120_000);

  it('packages/client/README.md: the page with a widget compiles', () => {
    new Program(blockUnder('Widgets: Turnstile and hCaptcha', 'ts', 'packages/client/README.md')).remove();
  });

  it('packages/client/README.md: the page with a verification compiles', () => {
    const block = blockUnder('The verification as a state machine', 'ts', 'packages/client/README.md');
    new Program(block).remove();
  });

  it('packages/core/README.md: the program without HTTP asks for a number and a code', async () => {
    const program = new Program(blockUnder('Call it without HTTP', 'ts', 'packages/core/README.md'));
    const terminal = program.run();
    try {
      await terminal.printed(/Your number: /);
      terminal.type('07700 900001\n');
      const code = await terminal.code();
      await terminal.printed(/The code: /);
      terminal.type(`${code}\n`);
      await terminal.printed(/^\+447700900001 is yours$|is yours/m);
      expect(await terminal.exit).to.deep.equal({ code: 0, signal: null });
    } finally {
      await terminal.kill();
      program.remove();
    }
  });

  it('docs/events.md: the listener warns of a country whose messages nobody verifies', async () => {
    const driver = `
      const conversion = new Conversion();
      const parts = { at: 0, country: 'GB', purpose: 'verify', channel: 'sms', provider: 'any' } as const;
      for (let sent = 0; sent < 100; sent += 1)
        conversion.on({ kind: 'sent', ...parts, durationMs: 1, price: 0.04, isFirst: true });
    `;
    const program = new Program(blockUnder('Subscribe', 'ts', 'docs/events.md') + driver);
    const run = program.run();
    try {
      await run.printed(/GB: 0 of 100 messages were verified/);
    } finally {
      await run.kill();
      program.remove();
    }
  });

  it('packages/otel/README.md: the program verifies a number, and Prometheus can read it', async () => {
    const port = await freePort();
    const program = blockUnder('', 'ts', 'packages/otel/README.md').replaceAll('9464', String(port));
    await verifyBy(program, async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      // A message to a fictional number costs nothing, so that it is no event.
      expect(metrics).to.match(/^threepid_requests_total\{.*submitToken",outcome="ok".*\} 1$/m);
      expect(metrics).to.match(/^http_server_request_duration_seconds_count\{.*requestToken.*\} 1$/m);
    });
  });

  it('packages/server/README.md: the program serves, and stops on SIGTERM', async () => {
    const program = new Program(blockUnder('Start it', 'ts', 'packages/server/README.md'));
    const server = program.run();
    try {
      const response = await fetch(`${await server.url()}/health/live`);
      expect(await response.json()).to.deep.equal({ status: 'ok' });
      server.signal('SIGTERM');
      expect(await server.exit).to.deep.equal({ code: 0, signal: null });
    } finally {
      await server.kill();
      program.remove();
    }
  });
});

function checkPrograms(packages: readonly string[], check: (files: readonly string[]) => void): void {
  const folders = packages.map((name) => writePrograms(`packages/${name}`));
  try {
    check(folders.flatMap(({ files }) => files));
  } finally {
    for (const { folder } of folders) rmSync(folder, { recursive: true });
  }
}

/** Writes the programs of a package's page to files within the package, so that imports resolve as they do for a user. */
function writePrograms(name: string) {
  const programs = readmeBlocks(`${name}/README.md`).filter(({ language }) => language === 'ts');
  expect(programs, `programs of ${name}`).to.not.be.empty;
  mkdirSync(`${root}${name}/dist-test`, { recursive: true });
  const folder = mkdtempSync(`${root}${name}/dist-test/readme-`);
  const files = programs.map(({ text }, index) => {
    const file = join(folder, `program-${String(index)}.mts`);
    writeFileSync(file, text);
    return file;
  });
  return { folder, files };
}
