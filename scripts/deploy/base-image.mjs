// A stand-in for the base image, because no registry of images can be reached where CI runs: Debian's essential packages
// from Debian, Node of the very version from npm's `node-linux-*`, and npm. Of the real one, yarn, corepack and the
// entry point of the image are missing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cache, once, run, tool } from './tools.mjs';

const npmVersion = '11.19.1';
/** A network with an authority of its own gives its certificates to builds by these. */
const authorities = process.env.NODE_EXTRA_CA_CERTS;

/**
 * Puts the stand-in into the storage of buildah.
 *
 * @param buildah runs buildah with arguments.
 * @param image such as `node:24.21.0-bookworm-slim`.
 */
export async function addBaseImage(buildah, image) {
  const [, version, debian] = /^node:([\d.]+)-(\w+)-slim$/.exec(image) ?? [];
  if (version === undefined) throw new Error(`${image}: the base must be node:VERSION-DEBIAN-slim`);
  const container = (await buildah('from', 'scratch')).trim();
  await buildah('add', '-q', container, await debianFiles(debian), '/');
  await buildah(
    'copy',
    '-q',
    container,
    join(await npmPackage(`node-linux-${process.arch}`, version), 'bin/node'),
    '/usr/local/bin/node',
  );
  await buildah(
    'copy',
    '-q',
    container,
    await npmPackage('npm', npmVersion),
    '/usr/local/lib/node_modules/npm',
  );
  const bin = '../lib/node_modules/npm/bin/npm-cli.js';
  await buildah('run', '--isolation', 'chroot', container, '--', 'ln', '-s', bin, '/usr/local/bin/npm');
  await addAuthorities(buildah, container);
  await buildah('commit', '-q', '--rm', container, `docker.io/library/${image}`);
}

async function addAuthorities(buildah, container) {
  if (authorities === undefined || !existsSync(authorities)) return;
  const inside = '/etc/ssl/certs/ca-certificates.crt';
  await buildah('copy', '-q', container, authorities, inside);
  const variables = [`NODE_EXTRA_CA_CERTS=${inside}`, `npm_config_cafile=${inside}`];
  await buildah('config', ...variables.flatMap((variable) => ['--env', variable]), container);
}

async function debianFiles(debian) {
  const file = join(cache, `${debian}-${process.arch}.tar`);
  const mmdebstrap = await tool('mmdebstrap');
  const args = ['--quiet', '--variant=essential', '--include=ca-certificates,libstdc++6', debian];
  await once(file, (making) => run(mmdebstrap, [...args, making]));
  return file;
}

/** The folder of a package of npm's, unpacked. */
async function npmPackage(name, version) {
  const folder = join(cache, `${name}-${version}`);
  await once(folder, async (making) => {
    await run('mkdir', ['-p', making]);
    const packed = await run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', making]);
    await run('tar', ['-xzf', join(making, packed.trim().split('\n').at(-1)), '-C', making]);
  });
  return join(folder, 'package');
}
