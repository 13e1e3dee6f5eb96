// Everything that a bench of hosts needs: a Redis, an SMS peer, a driver and the hosts, each a process of its own.
import { startRedis } from '@threepid/contract-tests/redis';
import { Redis } from 'ioredis';
import { buildNext } from '../../../scripts/build-next.mjs';
import { Child, startHost } from './child.mjs';
import { commandsOf, nextApp } from './systems.mjs';

export class Laboratory {
  #opened = [];
  /** Systems of the same command share a process: several hosts may have one ceiling. */
  #hosts = new Map();
  #nextPerson = 0;

  static async open() {
    const laboratory = new Laboratory();
    try {
      await laboratory.#openPeers();
      return laboratory;
    } catch (error) {
      await laboratory.close();
      throw error;
    }
  }

  async #openPeers() {
    const server = await startRedis();
    this.#opened.push(() => server.stop());
    this.redis = new Redis(server.port);
    this.#opened.push(() => this.redis.disconnect());
    const peer = this.#keep(new Child(['load/sms-peer.mjs']));
    const { http, feed } = await peer.message();
    this.driver = this.#keep(new Child(['load/driver.mjs', String(feed)]));
    await this.driver.message();
    this.places = { redisUrl: server.url, smsUrl: `http://127.0.0.1:${http}` };
  }

  #keep(child) {
    this.#opened.push(() => child.stop());
    return child;
  }

  /** Starts the hosts and ceilings of pairs. */
  async start(pairs) {
    if (pairs.some(({ framework }) => framework === 'Next')) buildNext(nextApp.app, nextApp.beside);
    const started = [];
    for (const pair of pairs) {
      const { host, ceiling } = commandsOf(pair, this.places);
      started.push({
        pair,
        host: await this.#start(pair.name, host),
        ceiling: await this.#start(pair.ceilingName, ceiling),
      });
    }
    return started;
  }

  async #start(name, { args, env, path }) {
    const key = JSON.stringify([args, env]);
    if (!this.#hosts.has(key)) {
      const { url, child, startMs } = await startHost(args, env, path);
      this.#keep(child);
      this.#hosts.set(key, { name, url: url + path, child, startMs });
    }
    return this.#hosts.get(key);
  }

  /**
   * Puts a host under load, and resolves with the driver's figures and, a call: the microseconds of CPU of host and Redis, and
   * the scripts that Redis ran. And with the host's memory in bytes.
   *
   * @param run `work`; `people` at once; `milliseconds` or `calls`; `warmUpMs` of verifications.
   * @param profile a file for a profile of the host.
   */
  async measure({ url, child }, run, profile) {
    await this.redis.flushall();
    this.#progressOf(await this.driver.ask({ kind: 'run', url, first: this.#nextPerson, ...run }));
    if (profile !== undefined) await child.ask({ kind: 'start profile' });
    const before = await this.#usage(child);
    const { figures } = this.#progressOf(await this.driver.ask({ kind: 'go' }));
    const after = await this.#usage(child);
    if (profile !== undefined) await child.ask({ kind: 'stop profile', file: profile });
    this.#nextPerson = figures.nextPerson;
    const aCall = (key) => (after[key] - before[key]) / figures.calls;
    return {
      ...figures,
      hostMicros: aCall('cpu'),
      redisMicros: aCall('redisCpu'),
      scripts: aCall('scripts'),
      rss: after.rss,
    };
  }

  #progressOf(message) {
    if (message.kind === 'failed') throw new Error(`the driver failed: ${message.reason}`);
    return message;
  }

  async #usage(child) {
    const info = (await this.redis.info('cpu')) + (await this.redis.info('commandstats'));
    const valueOf = (pattern) => Number(pattern.exec(info)?.[1] ?? 0);
    const redisCpu = valueOf(/used_cpu_user:([0-9.]+)/) + valueOf(/used_cpu_sys:([0-9.]+)/);
    const scripts = valueOf(/cmdstat_evalsha:calls=(\d+)/);
    return { ...(await child.ask({ kind: 'usage' })), redisCpu: redisCpu * 1e6, scripts };
  }

  async close() {
    for (const close of this.#opened.reverse()) await close();
  }
}
