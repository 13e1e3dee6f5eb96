import {
  All,
  Body,
  Controller,
  Inject,
  Injectable,
  Module,
  Put,
  type INestApplication,
  type ModuleMetadata,
  type NestApplicationOptions,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createHttpContractThreepid, type HttpContractThreepid } from '@threepid/contract-tests';
import {
  createThreepid,
  type HttpRequest,
  type HttpResponse,
  type SmsResult,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { THREEPID, ThreepidModule } from '@threepid/nestjs';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import express from 'express';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApp, listen, platforms } from './nest-host.js';

const versions = '/_matrix/identity/versions';
const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';
const login = '/_matrix/client/v3/login';
const account = '/_matrix/client/v3/account/3pid';

const fields = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: '1',
};
const headers = { 'Content-Type': 'application/json' };
const asJson: RequestInit = { method: 'POST', headers, body: JSON.stringify(fields) };
const asForm: RequestInit = { method: 'POST', body: new URLSearchParams(fields) };

/** The same request, without HTTP. */
const input = {
  clientSecret: 'monkeys_are_GREAT',
  country: 'GB',
  phoneNumber: '07400123456',
  sendAttempt: 1,
};

/** A host's routes, some of them below `/_matrix/client`. */
@Controller()
class HostController {
  @All(['echo', login])
  echo(@Body() body: object): object {
    return { host: body };
  }

  @Put(account)
  put(@Body() body: object): object {
    return { host: body };
  }
}

@Injectable()
class PhoneNumbers {
  constructor(@Inject(THREEPID) readonly threepid: Threepid) {}
}

/** A module of the host that doesn't import ours. */
@Module({ providers: [PhoneNumbers], exports: [PhoneNumbers] })
class PhoneNumbersModule {}

async function createFramework(): Promise<HttpContractThreepid> {
  const framework = createHttpContractThreepid(new MemorySessionStorage());
  await framework.control.set(Date.UTC(2030, 0), {});
  return framework;
}

function optionsWith(send: () => Promise<SmsResult>): ThreepidOptions {
  return {
    secret: 'a secret of some forty characters, or so',
    storage: new MemorySessionStorage(),
    sms: { name: 'test', send },
  };
}

const sent = (): Promise<SmsResult> => Promise.resolve({ kind: 'sent', messageId: 'x' });

for (const [name, createAdapter] of Object.entries(platforms)) {
  describe(`ThreepidModule on ${name}`, () => {
    let app: INestApplication | undefined;

    afterEach(() => app?.close());

    async function serve(metadata: ModuleMetadata, options: NestApplicationOptions = {}) {
      app = await createApp(createAdapter(), metadata, options);
      const url = await listen(app);
      return (path: string) => url + path;
    }

    async function answers(url: string, requests: readonly RequestInit[]): Promise<void> {
      for (const request of requests) {
        const response = await fetch(url, request);
        expect(await response.json()).to.include({ success: true, msisdn: '447400123456' });
      }
    }

    for (const options of [{}, { rawBody: true }, { bodyParser: false }]) {
      it(`reads bodies itself, with ${JSON.stringify(options)}`, async () => {
        const { threepid } = await createFramework();
        const url = await serve({ imports: [ThreepidModule.forRoot(threepid)] }, options);
        await answers(url(requestToken), [asJson, asForm]);
        const malformed = await fetch(url(requestToken), { ...asJson, body: '{' });
        expect(await malformed.json()).to.include({ errcode: 'M_NOT_JSON' });
      });
    }

    it("leaves all other requests to the host's controllers, with their bodies", async () => {
      const { threepid } = await createFramework();
      const url = await serve({
        imports: [ThreepidModule.forRoot(threepid)],
        controllers: [HostController],
      });
      for (const [method, path] of [
        ['POST', '/echo'],
        ['POST', login],
        ['PUT', account],
      ] as const)
        expect(await (await fetch(url(path), { ...asJson, method })).json()).to.deep.equal({ host: fields });
      expect((await fetch(url(account))).status).to.equal(401);
      const unknown = await fetch(url('/_matrix/client/versions'));
      expect(await unknown.json()).to.include({ statusCode: 404, error: 'Not Found' });
    });

    it('answers below a global prefix, except what the host excludes from it', async () => {
      const { threepid } = await createFramework();
      app = await createApp(createAdapter(), { imports: [ThreepidModule.forRoot(threepid)] });
      app.setGlobalPrefix('/api/', { exclude: ['_matrix/client/*path'] });
      const url = await listen(app);
      const statuses = [`/api${versions}`, versions, account, `/api${account}`].map(
        async (path) => (await fetch(url + path)).status,
      );
      expect(await Promise.all(statuses)).to.deep.equal([200, 404, 401, 404]);
      await answers(`${url}/api${requestToken}`, [asJson]);
    });

    it('makes the framework from other providers, and is global', async () => {
      @Module({ providers: [{ provide: 'SMS', useValue: sent }], exports: ['SMS'] })
      class SmsModule {}

      const ours = ThreepidModule.forRootAsync({
        imports: [SmsModule],
        inject: ['SMS'],
        useFactory: async (send: typeof sent) => optionsWith(await Promise.resolve(send)),
      });
      const url = await serve({ imports: [PhoneNumbersModule, ours] });
      await answers(url(requestToken), [asJson]);
      const { threepid } = app?.get(PhoneNumbers) ?? {};
      expect(threepid).to.equal(app?.get(THREEPID));
      expect(await threepid?.requestToken({ ...input, clientSecret: 'other' })).to.include({
        msisdn: '447400123456',
      });
    });

    it("limits a person by the address that the host's proxies name", async () => {
      const limits = { perAddress: [{ messages: 1, windowMs: 60_000 }] };
      const url = await serve({ imports: [ThreepidModule.forRoot({ ...optionsWith(sent), limits })] });
      const ask = async (address: string, phone: string): Promise<number> => {
        const body = JSON.stringify({ ...fields, phone_number: phone });
        const forwarded = { ...headers, 'X-Forwarded-For': address };
        return (await fetch(url(requestToken), { method: 'POST', headers: forwarded, body })).status;
      };
      expect(await ask('203.0.113.7', '07400123401')).to.equal(200);
      expect(await ask('203.0.113.7', '07400123402')).to.equal(429);
      expect(await ask('203.0.113.8', '07400123403')).to.equal(200);
    });

    it('answers in-flight requests when the app closes, before the host closes its clients', async () => {
      const events: string[] = [];
      const provider = new EventEmitter();
      const options = optionsWith(async () => {
        provider.emit('asked');
        await once(provider, 'answers');
        return sent();
      });
      const threepid = createThreepid(options);
      const handle = async (request: HttpRequest): Promise<HttpResponse | undefined> => {
        const response = await threepid.handle(request);
        events.push(`answered ${response?.status}`);
        return response;
      };
      const client: OnApplicationShutdown = { onApplicationShutdown: () => void events.push('closed') };
      const url = await serve({
        imports: [ThreepidModule.forRoot({ ...threepid, handle })],
        providers: [{ provide: 'CLIENT', useValue: client }],
      });
      const asked = once(provider, 'asked');
      const response = fetch(url(requestToken), { ...asJson, headers: { ...headers, Connection: 'close' } });
      await asked;
      const closed = app?.close();
      provider.emit('answers');
      await Promise.all([response, closed]);
      expect(events).to.deep.equal(['answered 200', 'closed']);
    });

    it('refuses invalid options when the app is created', async () => {
      const options = { ...optionsWith(sent), secret: '' };
      const created = createApp(createAdapter(), { imports: [ThreepidModule.forRoot(options)] });
      expect(await created.catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    });
  });
}

describe('ThreepidModule', () => {
  it('accepts a body behind parsers of an Express app that the host made', async () => {
    const { threepid, control } = await createFramework();
    const parsing = express().use(express.json(), express.urlencoded({ extended: true }));
    const app = await createApp(new ExpressAdapter(parsing), { imports: [ThreepidModule.forRoot(threepid)] });
    const url = await listen(app);
    try {
      for (const request of [asJson, asForm])
        expect((await fetch(url + requestToken, request)).status).to.equal(200);
      expect(await control.messages('+447400123456')).to.have.length(1);
    } finally {
      await app.close();
    }
  });

  it('takes its place when the adapter comes after the modules, as under @nestjs/testing', async () => {
    const { threepid } = await createFramework();
    const host = new HttpAdapterHost();
    const module = new ThreepidModule(host, new ApplicationConfig(), threepid);
    const instance = express();
    host.httpAdapter = new ExpressAdapter(instance);
    instance.use(express.json());
    module.onModuleInit();
    const server = instance.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const malformed = await fetch(`http://127.0.0.1:${port}${requestToken}`, { ...asJson, body: '{' });
    server.close();
    expect(await malformed.json()).to.include({ errcode: 'M_NOT_JSON' });
  });

  it('can be injected where there is no HTTP', async () => {
    const context = await NestFactory.createApplicationContext(ThreepidModule.forRoot(optionsWith(sent)), {
      logger: false,
    });
    const threepid = context.get<Threepid>(THREEPID);
    expect(await threepid.requestToken(input)).to.include({
      msisdn: '447400123456',
    });
    await context.close();
  });
});
