import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { readSettings, startServer, type Environment, type RunningServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';
import { settingErrors } from './setting-errors.js';

const zitadelKey = 'mN8tQe2uYc5wZ1rXh7Kp';
const logto = {
  THREEPID_HOOKS: 'logto',
  THREEPID_HOOKS_LOGTO_AUTHORIZATION: 'Bearer aMKsWNgPFE_1oVq1hTLJVw',
};
const phone = '+447700900001';

describe('THREEPID_HOOKS', () => {
  let server: RunningServer | undefined;
  const lines: string[] = [];
  const start = async (environment: Environment): Promise<RunningServer> => {
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    server = await startServer(await readSettings({ PORT: '0', ...environment }), { logger });
    return server;
  };
  const post = async (product: string, body: string, headers: Readonly<Record<string, string>>) => {
    const url = `${server?.url ?? ''}/_threepid/hooks/${product}`;
    const answer = await fetch(url, { method: 'POST', body, headers });
    return [answer.status, await answer.json()] as const;
  };
  const lastMessage = async (): Promise<string | undefined> => {
    const answer = await fetch(`${server?.url ?? ''}/_threepid/inbox/messages`);
    return ((await answer.json()) as { messages: { text: string }[] }).messages[0]?.text;
  };
  afterEach(async () => {
    await server?.close();
    server = undefined;
    lines.length = 0;
  });

  it('mounts the products that it names, and says so when the server starts', async () => {
    const { summary } = await start({
      THREEPID_HOOKS: 'logto, zitadel',
      THREEPID_HOOKS_LOGTO_AUTHORIZATION: logto.THREEPID_HOOKS_LOGTO_AUTHORIZATION,
      THREEPID_HOOKS_ZITADEL_SIGNING_KEY: `another key, ${zitadelKey}`.replace('another key', 'x'.repeat(16)),
      THREEPID_HOOKS_TEXT: 'ours',
    });
    expect(summary)
      .to.match(/ \| hooks logto, zitadel$/m)
      .and.match(/WARNING: THREEPID_HOOKS/);

    const authorization = logto.THREEPID_HOOKS_LOGTO_AUTHORIZATION;
    const ofLogto = JSON.stringify({ to: phone, type: 'SignIn', payload: { code: '123456' } });
    expect(await post('logto', ofLogto, { authorization })).to.deep.equal([200, {}]);
    expect(await lastMessage()).to.match(/123456/);
    expect((await post('logto', ofLogto, {}))[0]).to.equal(401);

    const time = String(Math.floor(Date.now() / 1_000));
    const ofZitadel = JSON.stringify({
      contextInfo: { eventType: 'session.otp.sms.challenged', recipientPhoneNumber: phone },
      templateData: { text: 'Theirs: 64883313' },
      args: { oTP: '64883313' },
    });
    const mac = createHmac('sha256', zitadelKey).update(`${time}.${ofZitadel}`).digest('hex');
    const signature = { 'zitadel-signature': `t=${time},v1=${mac}` };
    expect(await post('zitadel', ofZitadel, signature)).to.deep.equal([200, {}]);
    expect(await lastMessage()).to.match(/^Your code is 64883313/);

    expect((await post('supabase', '{}', {}))[0]).to.equal(404);
    expect(lines.join(''))
      .to.match(/hooks\/logto/)
      .and.not.match(/123456|64883313|7700900001|aMKsWNgPFE/);
  });

  it('needs the secret of each product, in its form, and products that exist, once each', async () => {
    const errorsOf = async (environment: Environment) => (await settingErrors(environment)).join('\n');
    expect(await errorsOf({ THREEPID_HOOKS: 'supabase,kratos' }))
      .to.match(/^THREEPID_HOOKS_SUPABASE_SECRETS: is needed with THREEPID_HOOKS=supabase$/m)
      .and.match(/^THREEPID_HOOKS_KRATOS_AUTHORIZATION: is needed/m);
    expect(await errorsOf({ THREEPID_HOOKS: 'clerk' })).to.match(/^THREEPID_HOOKS: /);
    expect(await errorsOf({ THREEPID_HOOKS: 'logto,logto' })).to.match(/^THREEPID_HOOKS: .*once/m);
    const supabase = (secrets: string) =>
      settingErrors({ THREEPID_HOOKS: 'supabase', THREEPID_HOOKS_SUPABASE_SECRETS: secrets });
    const secretOf = (byte: number) => `v1,whsec_${Buffer.alloc(32, byte).toString('base64')}`;
    expect(await supabase(`${secretOf(1)}|${secretOf(2)}`)).to.deep.equal([]);
    expect(await supabase(`${secretOf(1)},${secretOf(2)}`)).to.have.length(1);
  });

  it('needs a budget in production', async () => {
    const production = {
      ...logto,
      NODE_ENV: 'production',
      THREEPID_SMS: 'console!',
      THREEPID_SECRET: 'of-a-test-'.repeat(4),
    };
    const [error = ''] = await settingErrors(production);
    expect(error).to.match(/^THREEPID_BUDGETS: is needed with THREEPID_HOOKS in production/);
    expect(await settingErrors({ ...production, THREEPID_BUDGETS: 'day=20' })).to.deep.equal([]);
    expect(await settingErrors({ ...production, THREEPID_BUDGETS: 'day=x' })).to.have.length(1);
    // One of a single country bounds no attack on the others.
    const ofGb = { ...production, THREEPID_BUDGETS: 'GB.day=20' };
    expect(await settingErrors(ofGb)).to.have.length(1);
    expect(await settingErrors({ ...ofGb, THREEPID_COUNTRIES_ALLOW: 'GB,IE' })).to.have.length(1);
    expect(await settingErrors({ ...ofGb, THREEPID_COUNTRIES_ALLOW: 'GB' })).to.deep.equal([]);
  });
});
