import { expect } from 'chai';
import fc from 'fast-check';
import type { SessionStorage } from '@threepid/core';
import type { ContractRunner } from '../runner/contract-runner.js';
import { brokenHttp } from './broken-http.js';
import { callbackSections } from './callback-scenarios.js';
import { postJson, requestTokenPath } from './calls.js';
import { clientServerSections } from './client-server-scenarios.js';
import { comparable, refused } from './expectations.js';
import type { HttpAnswer } from './http-answer.js';
import type { HttpCall } from './http-call.js';
import type { KnownCaller } from './http-contract-control.js';
import {
  converse,
  createHttpContractReference,
  ReferenceHost,
  type HttpContractReference,
} from './http-contract-reference.js';
import { HttpConversation, type HttpContractHost } from './http-conversation.js';
import type { HttpScenario, HttpSection } from './http-scenario.js';
import { identityV2Sections } from './identity-v2-scenarios.js';
import { malformedSections } from './malformed-requests.js';
import { protocolSections } from './protocol-scenarios.js';
import { randomHeaders, randomPaths, randomPosts, randomQueries } from './random-requests.js';
import { exchangeBytes } from './raw-exchange.js';
import { requestTokenSections } from './request-token-scenarios.js';
import { submitTokenSections } from './submit-token-scenarios.js';

/**
 * A row that a host answers differently, because its web framework answers before the adapter does. The suite fails for
 * exceptions that are no longer needed.
 */
export interface HttpException {
  /** The reason why no adapter can do better, for the name of the test. */
  readonly reason: string;
  readonly status: number;
  /** Headers that the answer must have, beside its status. */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
}

/** Options of `httpContract`, with the functions of the runner. */
export interface HttpContractOptions extends ContractRunner {
  /** Starts the host, with a framework of `createHttpContractThreepid` behind it. Called once. */
  readonly create: () => Promise<HttpContractHost>;
  /** An empty storage for the reference host, such as `new MemorySessionStorage()`. */
  readonly createStorage?: () => SessionStorage;
  /** The reference host, in place of `createStorage`, if several contracts share it. Whoever made it closes it. */
  readonly reference?: HttpContractReference;
  /** The rows that the host can't answer like all others, by `section: row`. */
  readonly exceptions?: Readonly<Record<string, HttpException>>;
  /** `unknown` if the host has no way to learn the address of a caller. Default: `known`. */
  readonly caller?: Exclude<KnownCaller, 'lost'>;
  /** Number of requests per property. Default: 40. */
  readonly numRuns?: number;
}

const sections: readonly HttpSection[] = [
  ...requestTokenSections,
  ...submitTokenSections,
  ...protocolSections,
  ...identityV2Sections,
  ...clientServerSections,
  ...callbackSections,
  ...malformedSections,
];

/** The section of the bytes that no parser should take for a request. */
const notHttp = 'what is no HTTP';

/** The number of malformed requests in the table, and of all requests; a scenario of several counts once. */
export const httpContractSize = {
  malformed: malformedSections.flatMap(({ scenarios }) => scenarios).length,
  all: sections.flatMap(({ scenarios }) => scenarios).length,
};

/**
 * The suite that every HTTP host must pass: the protocol's calls over real sockets, malformed requests, and random
 * ones.
 *
 * Each answer is checked against the specification. Then its status, relevant headers and body are compared with those
 * of the simplest host: Node's own HTTP server in front of the same framework.
 */
export function httpContract(options: HttpContractOptions): void {
  options.describe('HTTP contract', () => {
    const pair = startPair(options);
    testNames(options);
    let index = 0;
    for (const section of sections) {
      options.describe(section.name, () => {
        for (const scenario of section.scenarios) testScenario(options, pair, section, scenario, index++);
      });
    }
    options.describe(notHttp, () => {
      testBrokenHttp(options, pair);
    });
    options.describe('the address of a caller', () => {
      testCallers(options, pair);
    });
    options.describe('random requests', () => {
      testRandom(options, pair, index);
    });
  });
}

/** The host and the reference host. */
interface Pair {
  readonly host: () => HttpContractHost;
  readonly reference: ReferenceHost;
}

function startPair({ before, after, create, createStorage, reference: shared }: HttpContractOptions): Pair {
  const hosts: HttpContractHost[] = [];
  const reference = shared ?? (createStorage && createHttpContractReference(createStorage));
  if (!(reference instanceof ReferenceHost)) throw new TypeError('httpContract: createStorage is missing');
  before(async () => {
    hosts.push(await create());
  });
  after(async () => {
    await hosts[0]?.close();
    if (shared === undefined) await reference.close();
  });
  return { host: () => started(hosts[0]), reference };
}

function started(host: HttpContractHost | undefined): HttpContractHost {
  return host ?? expect.fail('the host did not start');
}

function nameOf(section: HttpSection, scenario: HttpScenario): string {
  return `${section.name}: ${scenario.name}`;
}

function testNames({ it, exceptions = {} }: HttpContractOptions): void {
  const rows = sections.flatMap((section) =>
    section.scenarios.map((scenario) => ({
      name: nameOf(section, scenario),
      isRow: scenario.call !== undefined,
    })),
  );
  it('has exceptions for rows of one request alone', () => {
    const names = [
      ...rows.filter(({ isRow }) => isRow).map(({ name }) => name),
      ...brokenHttp.map(({ name }) => `${notHttp}: ${name}`),
    ];
    expect(Object.keys(exceptions).filter((name) => !names.includes(name))).to.deep.equal([]);
    return Promise.resolve();
  });
  it('has no two rows of one name', () => {
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
    return Promise.resolve();
  });
}

function testScenario(
  { it, exceptions = {} }: HttpContractOptions,
  pair: Pair,
  section: HttpSection,
  scenario: HttpScenario,
  index: number,
): void {
  const exception = exceptions[nameOf(section, scenario)];
  const { call } = scenario;
  if (exception !== undefined && call !== undefined) {
    it(`${scenario.name}: still not, because ${exception.reason}`, async () => {
      const answer = await expectException(pair, call, exception, index);
      const [usual] = await pair.reference.answersTo(scenario, index);
      expect(comparable(answer), 'the exception is no longer needed').to.not.deep.equal(usual);
    });
    return;
  }
  it(scenario.name, async () => {
    const answers = await converse(pair.host(), scenario, index);
    expect(answers).to.deep.equal(await pair.reference.answersTo(scenario, index));
  });
}

async function expectException(
  pair: Pair,
  call: HttpCall,
  { status, headers = {} }: HttpException,
  index: number,
): Promise<HttpAnswer> {
  const conversation = new HttpConversation(pair.host(), index);
  await conversation.begin();
  const answer = await conversation.send(call);
  expect(answer.status).to.equal(status);
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') expect(answer.headers[name]).to.equal(value);
    else expect(answer.headers[name]).to.match(value);
  }
  return answer;
}

function testBrokenHttp({ it, exceptions = {} }: HttpContractOptions, pair: Pair): void {
  for (const { name, bytes } of brokenHttp) {
    const exception = exceptions[`${notHttp}: ${name}`];
    if (exception === undefined) {
      it(`${name}: refused, or the connection is closed, and the host lives on`, async () => {
        const status = await statusOf(pair.host(), bytes);
        if (status !== undefined) expect(isRefusal(status), String(status)).to.equal(true);
        await expectAlive(pair.host());
      });
    } else {
      it(`${name}: still taken, because ${exception.reason}`, async () => {
        expect(await statusOf(pair.host(), bytes)).to.equal(exception.status);
        expect(isRefusal(exception.status), 'the exception is no longer needed').to.equal(false);
        await expectAlive(pair.host());
      });
    }
  }
}

/** 505 is how a host refuses a version of HTTP (RFC 9110, section 15.6.6). */
function isRefusal(status: number): boolean {
  return (status >= 400 && status <= 499) || status === 505;
}

/** @returns undefined if the connection was closed without an answer. */
async function statusOf({ baseUrl }: HttpContractHost, bytes: Uint8Array): Promise<number | undefined> {
  const answer = (await exchangeBytes(baseUrl, bytes)).toString('latin1');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
}

async function expectAlive(host: HttpContractHost): Promise<void> {
  const conversation = new HttpConversation(host, 0);
  expect((await conversation.send({ target: '/_matrix/identity/versions' })).status).to.equal(200);
}

/** An address that is read too late is a race, which two dozen requests find. */
const resets = 24;

function testCallers({ it, caller = 'known' }: HttpContractOptions, pair: Pair): void {
  const call = postJson(requestTokenPath, { client_secret: 'x', country: 'GB', phone_number: '0' });
  it(`is ${caller}`, async () => {
    const conversation = new HttpConversation(pair.host(), 0);
    await conversation.begin();
    await conversation.send(call);
    await conversation.send({ target: '/_matrix/identity/versions' });
    expect(await conversation.callers()).to.deep.equal([caller, caller]);
  });
  it('is handed over as any other, or as lost, if the caller resets the connection', async () => {
    const conversation = new HttpConversation(pair.host(), 0);
    await conversation.begin();
    for (let count = 0; count < resets; count += 1) {
      await conversation.reset(call);
      // Those before it have been read when it is answered.
      await conversation.send(call);
    }
    const callers = new Set(await conversation.callers());
    expect([...callers].filter((kind) => kind !== 'lost')).to.deep.equal([caller]);
  });
}

const properties: Readonly<Record<string, fc.Arbitrary<HttpCall>>> = {
  'any body under any content type': randomPosts,
  'any query': randomQueries,
  'any headers': randomHeaders,
  'any path and method': randomPaths,
};

function testRandom({ it, numRuns = 40 }: HttpContractOptions, pair: Pair, scenarios: number): void {
  const entries = Object.entries(properties);
  const firstIndex = scenarios + pair.reference.nextContract() * entries.length;
  entries.forEach(([name, arbitrary], offset) => {
    it(`${name}: no 5xx, and the same answer as from every host`, async () => {
      const conversations = [pair.host(), await pair.reference.start()].map(
        (host) => new HttpConversation(host, firstIndex + offset),
      );
      await Promise.all(conversations.map((conversation) => conversation.begin()));
      await fc.assert(
        fc.asyncProperty(arbitrary, (call) => expectAlike(conversations, call)),
        { numRuns },
      );
    });
  });
}

async function expectAlike(conversations: readonly HttpConversation[], call: HttpCall): Promise<void> {
  for (const conversation of conversations) await conversation.send(call);
  const [answer, expected] = conversations.map(({ answers }) => answers.at(-1));
  if (answer === undefined || expected === undefined) expect.fail('no answer');
  expect(comparable(answer)).to.deep.equal(comparable(expected));
  if (answer.status >= 400 && call.method !== 'HEAD') refused(answer);
}
