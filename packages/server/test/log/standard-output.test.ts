import { expect } from 'chai';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);
const logger = new URL('../../dist/log/logger.js', import.meta.url).href;

/** A program that logs by the server's logger. */
function programOf(body: string): string {
  return `import { createLogger } from '${logger}'; const logger = createLogger('info'); ${body}`;
}

function wordsOf(stdout: string): readonly unknown[] {
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { readonly msg: unknown }).msg);
}

const twoLines = `logger.info('one'); logger.info('two');`;

describe('the log on standard output', () => {
  for (const [end, body] of [
    ['ends by itself', ''],
    ['exits', 'process.exit(1);'],
    ['fails', `throw new Error('expected');`],
  ] as const)
    it(`holds every line of a process that ${end}`, async () => {
      const args = ['--input-type=module', '--eval', programOf(twoLines + body)];
      const { stdout } = await run(process.execPath, args).catch(
        (error: unknown) => error as { readonly stdout: string },
      );
      expect(wordsOf(stdout)).to.deep.equal(['one', 'two']);
    });

  it('holds a line of a process that goes on, and is then killed', async () => {
    const args = [
      '--input-type=module',
      '--eval',
      programOf(`${twoLines} setInterval(() => undefined, 60_000);`),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      stdout += String(chunk);
      child.kill('SIGKILL');
    }
    expect(wordsOf(stdout)).to.deep.equal(['one', 'two']);
  });

  for (const level of ['info', 'fatal'])
    it(`lets a process end that nobody listens to any more, after an entry of level ${level}`, async () => {
      const body = `process.stdin.resume().on('end', () => { logger.${level}('one'); process.exit(3); });`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', programOf(body)], {
        stdio: ['pipe', 'pipe', 'inherit'],
        timeout: 10_000,
        killSignal: 'SIGKILL',
      });
      child.stdout.destroy();
      child.stdin.end();
      expect(await once(child, 'exit')).to.deep.equal([3, null]);
    });

  it('never holds a line of one process within that of another', async () => {
    const count = 3_000;
    const body = `for (let at = 0; at < ${count}; at += 1) logger.info({ fill: 'é'.repeat((at * 37) % 1_900) }, String(at));`;
    // Through a pipe: what Node gives a child is a socket.
    const command = '"$0" --input-type=module --eval "$1"';
    const { stdout } = await run(
      '/bin/sh',
      ['-c', `(${command} & ${command} & wait) | cat`, process.execPath, programOf(body)],
      { maxBuffer: 2 ** 25 },
    );
    const words = wordsOf(stdout);
    expect(words).to.have.length(2 * count);
    expect(new Set(words).size).to.equal(count);
  });
});
