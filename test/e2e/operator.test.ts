import { startRedis, type RedisServer } from '@threepid/contract-tests/redis';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { blockUnder } from '../readme/readme-blocks.js';
import { root, ServerProcess } from '../server-process.js';

const number = '+447400123456';

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("the operator's command line beside a running server", function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let server: ServerProcess;
  let environment: Readonly<Record<string, string>>;
  let url: string;
  let asked = 0;

  before(async () => {
    redis = await startRedis();
    environment = {
      THREEPID_STORAGE: `redis://127.0.0.1:${String(redis.port)}`,
      THREEPID_SECRET: 'an-end-to-end-secret-of-a-good-length',
      THREEPID_SMS: 'console',
      SUDO_USER: 'ada',
    };
    server = new ServerProcess({ environment });
    url = await server.url();
  });
  after(async () => {
    server.signal('SIGTERM');
    await server.exit;
    await redis.stop();
  });

  async function ask(): Promise<Readonly<Record<string, unknown>>> {
    asked += 1;
    const answer = await fetch(`${url}/_matrix/identity/api/v1/validate/msisdn/requestToken`, {
      method: 'POST',
      body: JSON.stringify({
        client_secret: `secret${String(asked)}`,
        country: '',
        phone_number: number,
        send_attempt: 1,
      }),
    });
    return (await answer.json()) as Readonly<Record<string, unknown>>;
  }

  async function read(session: string): Promise<unknown> {
    const answer = await fetch(`${url}/_matrix/identity/api/v1/3pid/getValidated3pid?${session}`);
    return answer.json();
  }

  async function threepid(args: readonly string[], input = ''): Promise<Answer> {
    const child = spawn(process.execPath, [`${root}packages/server/dist/main.js`, ...args], {
      env: { PATH: process.env['PATH'], ...environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  /** A process of the server reads what is blocked every 2 seconds. */
  async function untilAsked(errcode: string | undefined): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const answer = await ask();
      if (answer['errcode'] === errcode) return answer;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  it('blocks, explains, releases and forgets: the next request shows it', async () => {
    const blocked = await threepid(['block', '+44740', '--until', '2h', '--reason', 'pumped']);
    expect(blocked).to.include({ code: 0 });
    expect(blocked.stdout).to.match(/^\+44740 is blocked until \d{4}-/);
    const [audit, ...more] = blocked.stderr.trim().split('\n');
    expect(more).to.deep.equal([]);
    expect(JSON.parse(audit ?? '')).to.include({
      by: 'ada',
      action: 'block',
      target: '+44740',
      reason: 'pumped',
      msg: 'operator',
    });
    await untilAsked('M_DESTINATION_REJECTED');
    const why = await threepid(['why', '-', '--json'], `${number}\n`);
    expect(JSON.parse(why.stdout)).to.deep.include({ decision: { kind: 'refuse', rule: 'blocked' } });
    expect(why.stdout + why.stderr).to.not.include('7400123456');
    expect(await threepid(['unblock', '+44740'])).to.include({ code: 0 });
    const { sid } = await untilAsked(undefined);
    const session = `sid=${String(sid)}&client_secret=secret${String(asked)}`;
    expect(await read(session)).to.include({ errcode: 'M_SESSION_NOT_VALIDATED' });
    await untilAsked('M_LIMIT_EXCEEDED');
    const released = await threepid(['release', '-'], number);
    expect(released).to.include({ code: 0 });
    expect(released.stderr).to.include('+44********56').and.not.to.include('7400123456');
    expect(await ask()).to.include({ success: true });
    expect(await read(session)).to.include({ errcode: 'M_SESSION_NOT_VALIDATED' });
    expect(await threepid(['forget', number])).to.include({ code: 0 });
    expect(await read(session)).to.include({ errcode: 'M_NO_VALID_SESSION' });
  });

  it('does in an attack what docs/operate.md says', async () => {
    const commands = blockUnder('The first attack', 'sh', 'docs/operate.md').trim().split('\n');
    const outputs: string[] = [];
    for (const command of commands) {
      const [, text = ''] = /^npm start -- (.*?)(?: +#.*)?$/.exec(command) ?? [];
      const args = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
      const { code, stdout, stderr } = await threepid(args);
      expect(code, `${command}: ${stderr}`).to.equal(0);
      outputs.push(stdout);
    }
    expect(outputs).to.have.lengthOf(5);
    expect(outputs[2]).to.match(/^No message would be sent: blocked/);
  });
});
