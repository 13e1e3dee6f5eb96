import type { Threepid } from '@threepid/core';
import { nodeHttpListener } from '@threepid/contract-tests';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { ThreepidModule } from '@threepid/nestjs';
import express from 'express';
import Fastify from 'fastify';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings, startServer } from 'threepid';
import { createApp, platforms } from '../../../../adapters/nestjs/dist-test/nest-host.js';
import { honoListener } from '../../../dist-test/fetch/node-hosts.js';
import { startNextServer } from '../../../dist-test/next/next-server.js';
import { FuzzedFramework } from './fuzzed-framework.js';

/** A host that listens on a port of this machine. */
export interface SocketHost {
  readonly name: string;
  readonly port: number;
  /** What comes before `/_matrix` in its paths. */
  readonly below: '' | '/pages';
  /** False if it answers all paths that aren't threepid's by code of its own, 5xx included. */
  readonly isBare: boolean;
  /** Connections that are open, if the host says. */
  readonly connections?: () => Promise<number>;
}

const bare = { below: '', isBare: true } as const;

/** Hosts on each adapter, and the standalone server, each with a framework of its own. */
export async function startSocketHosts(): Promise<readonly SocketHost[]> {
  // Express prints errors, such as those of connections that are cut, except in a test.
  const express5: RequestListener = express().set('env', 'test').use(threepidMiddleware(framework()));
  const [nextHosts, ...hosts] = await Promise.all([
    startNextHosts(),
    nodeHost('node', nodeHttpListener(framework())),
    nodeHost('express', express5),
    nodeHost('fetch', honoListener(framework())),
    fastifyHost(),
    nestHost('Express'),
    nestHost('Fastify'),
    standaloneHost(),
  ]);
  return [...hosts, ...nextHosts];
}

function framework(): Threepid {
  return new FuzzedFramework('off').threepid;
}

async function nodeHost(name: string, listener: RequestListener): Promise<SocketHost> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return hostOf(name, server);
}

async function fastifyHost(): Promise<SocketHost> {
  const app = Fastify();
  app.register(threepidPlugin, { threepid: framework() });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return hostOf('fastify', app.server);
}

async function nestHost(platform: keyof typeof platforms): Promise<SocketHost> {
  const app = await createApp(platforms[platform](), { imports: [ThreepidModule.forRoot(framework())] });
  await app.listen(0, '127.0.0.1');
  return hostOf(`nestjs on ${platform}`, app.getHttpServer() as Server);
}

/** Both routers of one app, which runs in a process of its own. */
async function startNextHosts(): Promise<readonly SocketHost[]> {
  const { url } = await startNextServer();
  const next = { port: Number(new URL(url).port), isBare: false };
  return [
    { ...next, name: "Next's App Router", below: '' },
    { ...next, name: "Next's Pages Router", below: '/pages' },
  ];
}

async function standaloneHost(): Promise<SocketHost> {
  const settings = await readSettings({
    PORT: '0',
    THREEPID_LOG_LEVEL: 'silent',
    THREEPID_LIMITS: 'off',
    THREEPID_SMS: 'console!',
    NODE_ENV: 'production',
  });
  const sms = { name: 'fuzzed', send: () => Promise.resolve({ kind: 'sent', messageId: 'x' } as const) };
  const { url } = await startServer(settings, { sms });
  return { ...bare, name: 'standalone', port: Number(new URL(url).port) };
}

function hostOf(name: string, server: Server): SocketHost {
  const { port } = server.address() as AddressInfo;
  const connections = () =>
    new Promise<number>((resolve, reject) => {
      server.getConnections((error, count) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
  return { ...bare, name, port, connections };
}
