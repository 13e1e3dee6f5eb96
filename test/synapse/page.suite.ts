import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pageBlocks, synapsePage } from '../readme/synapse-page.js';
import { ServerProcess } from '../server-process.js';
import { Site } from './site.js';

const run = promisify(execFile);

type Answer = Readonly<Record<string, unknown>>;

/** What an administrator keeps of one answer for the next commands, as the page's own commands do. */
type Kept = ReadonlyMap<string, string>;

/** The page's commands, one after the other in a shell, on what the page had the administrator set up. */
describe(`${synapsePage}, with a real Synapse`, () => {
  let site: Site;
  before(async () => {
    site = await Site.start();
  });
  after(() => site.stop());

  it('registers the account of the test number, and shows its number', async () => {
    const [direct, asked] = [await runBlock('trying_it'), await runBlock('register/msisdn/requestToken')];
    expect(direct).to.include({ success: true, msisdn: '447700900001' });
    let kept = keep(new Map(), 'sid', asked);
    const [wrong, right] = commandsWith('submit_token');
    expect(await runHere(wrong, kept)).to.deep.equal(shown('"M_TOKEN_INCORRECT"'));
    expect(await runHere(right, kept)).to.deep.equal(shown('{"success":true}\n'));
    const [flows, register] = commandsWith('/v3/register \\');
    kept = keep(kept, 'session', await runHere(flows, kept));
    const account = await runHere(register, kept);
    expect(account['user_id']).to.equal('@phone-test:hs.test');
    kept = keep(kept, 'token', { token: account['access_token'] });
    const { threepids } = await runHere(commandsWith('/account/3pid -H')[0], kept);
    expect(threepids).to.have.length(1);
    expect((threepids as Answer[])[0]).to.include({ medium: 'msisdn', address: '447700900001' });
    expect(site.sns.messages).to.deep.equal([]);
    await exchangeOpenId(kept);
  });

  /** The last section: the account's OpenID token for an access token of v2. */
  async function exchangeOpenId(kept: Kept): Promise<void> {
    const [start = ''] = commandsWith('npm start').map((text) => site.here(text).trim());
    const variables = start.split(' ').filter((word) => word.includes('='));
    const pairs = variables.map((word): [string, string] => {
      const [name = ''] = word.split('=', 1);
      return [name, word.slice(name.length + 1)];
    });
    const identityServer = new ServerProcess({ environment: Object.fromEntries(pairs) });
    try {
      await identityServer.url();
      const { token } = await runHere(commandsWith('openid/request_token')[0], kept);
      expect(token).to.be.a('string').with.length.above(20);
    } finally {
      await identityServer.kill();
    }
  }

  function runBlock(text: string): Promise<Answer> {
    return runHere(commandsWith(text)[0], new Map());
  }

  /** Runs a command on the addresses of this test, with what was kept. Answers the last line's JSON. */
  async function runHere(command = '', kept: Kept): Promise<Answer> {
    const variables = [...kept].map(([name, value]) => `${name}=${value}`).join('\n');
    const { stdout } = await run('bash', ['-c', `${variables}\n${site.here(command)}`]);
    return JSON.parse(stdout) as Answer;
  }
});

/** The page's shell commands that contain a text. */
function commandsWith(text: string): readonly string[] {
  return pageBlocks
    .filter((block) => block.language === 'sh' && block.text.includes(text))
    .map((block) => block.text);
}

/** The answer that the page shows, by a text in it. */
function shown(text: string): unknown {
  const block = pageBlocks.find((one) => one.language === 'json' && one.text.includes(text));
  return JSON.parse(block?.text ?? '');
}

/** What the page has the reader copy from an answer into a variable of this name. */
function keep(kept: Kept, name: string, answer: Answer): Kept {
  if (commandsWith(`${name}=`).length === 0) throw new Error(`${synapsePage} has nobody keep the ${name}`);
  return new Map([...kept, [name, String(answer[name])]]);
}
