// The Helm chart. Where helm is installed, it lints and renders it, with the least values and with everything on; Kubernetes' own schemas are the
// measure of what comes out; and what no schema says is checked here. Nothing is installed: that takes a cluster.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../build.mjs';
import { deployed, isThere, run, tool } from './tools.mjs';

const chart = deployed('helm/threepid');
const rulesFile = deployed('prometheus/threepid-rules.yml');
const everything = [
  ...['-f', join(chart, 'ci/all-values.yaml')],
  ...['--set-file', `metrics.prometheusRule.rules=${rulesFile}`],
];
/** The values that docs/deploy.md shows, as text. */
const ofPage = /^```yaml\n# values.yaml\n([^]*?)^```$/m.exec(
  readFileSync(`${root}docs/deploy.md`, 'utf8'),
)[1];
const least = ['--set', 'image.repository=example/threepid,secret.existing=threepid'];
/** The oldest that the chart names, and the newest that the schemas know. */
const versions = ['1.27', '1.37'];
/** Kinds of an operator's, whose schema Kubernetes doesn't have. */
const foreign = ['ServiceMonitor', 'PrometheusRule'];

/** Values that nobody may install, and a word of the reason. */
const refused = [
  [[], 'image.repository'],
  [['--set', 'image.repository=a'], 'secret.existing'],
  [[...least, '--set', 'replica=3'], 'replica'],
  [[...least, '--set', 'settings.THREEPID_SECRET=a'], 'THREEPID_SECRET'],
  [[...least, '--set', 'settings.TWILIO_AUTH_TOKEN=a'], 'TWILIO_AUTH_TOKEN'],
  [[...least, '--set', 'settings.THREEPID_STORAGE=redis://:a@redis'], 'password'],
  [[...least, '--set', 'settings.TWILIO_FROM=12015550123'], 'TWILIO_FROM'],
  [[...least, '--set', 'settings.THREEPID_INBOX=false'], 'THREEPID_INBOX'],
  [[...least, '--set', 'settings.PORT=80'], 'PORT'],
  [[...least, '--set', 'settings.THREEPID_STORAGE=memory'], 'memory'],
  [[...least, '--set', 'terminationGracePeriodSeconds=10'], 'terminationGracePeriodSeconds'],
  [[...least, '--set', 'preStopSeconds=30'], 'terminationGracePeriodSeconds'],
  [[...least, '--set', 'image.digest=sha256:12'], 'digest'],
];

/** @returns what was checked, in lines. */
export async function checkChart() {
  checkVersion();
  if (!isThere('helm'))
    return ['its versions are those of the packages; NOT rendered: helm is not installed'];
  for (const values of [least, everything]) await run('helm', ['lint', '--strict', chart, ...values]);
  const template = (values, version) => {
    const args = ['--namespace', 'identity', '--kube-version', version, ...values];
    return run('helm', ['template', 'threepid', chart, ...args]);
  };
  for (const version of versions)
    for (const values of [least, everything]) await checkRendered(await template(values, version), version);
  await inFolder((folder) => template(['-f', written(folder, 'values.yaml', ofPage)], versions[1]));
  await checkRefused((values) => template(values, versions[1]));
  checkPods(documentsOf(await template(everything, versions[1])));
  return [
    'helm lint --strict finds nothing',
    `what helm renders holds against the schemas of Kubernetes ${versions.join(' and ')}`,
    'the values of docs/deploy.md are taken',
    `${refused.length} values that can't work are refused`,
  ];
}

/** All packages share a version, and the chart has it too. */
function checkVersion() {
  const { version } = JSON.parse(readFileSync(`${root}packages/server/package.json`, 'utf8'));
  const { version: ofChart, appVersion } = parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'));
  if (ofChart !== version || appVersion !== version)
    throw new Error(`Chart.yaml: its versions must be ${version}`);
}

async function checkRendered(text, version) {
  const documents = documentsOf(text).filter(({ kind }) => !foreign.includes(kind));
  const validate = await tool('kubernetes-validate');
  await inFolder((folder) => {
    const lines = documents.map((document) => JSON.stringify(document));
    const file = written(folder, 'rendered.json', lines.join('\n---\n'));
    return run(validate, ['--strict', '--kubernetes-version', version, file]);
  });
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'threepid-chart-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(folder, name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function checkRefused(template) {
  for (const [values, reason] of refused) {
    const message = await template(values).then(
      () => undefined,
      (error) => error.message,
    );
    if (message === undefined) throw new Error(`the chart takes ${values.join(' ')}`);
    if (!message.split('\n').slice(1).join('\n').includes(reason))
      throw new Error(`${reason} is not said: ${message}`);
  }
}

/** What keeps the pods apart from their node, and each other. */
function checkPods(documents) {
  const { spec } = one(documents, 'Deployment').spec.template;
  const [container] = spec.containers;
  const wanted = {
    'no token': spec.automountServiceAccountToken === false,
    'no variables of Services': spec.enableServiceLinks === false,
    'not root': spec.securityContext.runAsNonRoot && spec.securityContext.runAsUser > 0,
    seccomp: spec.securityContext.seccompProfile.type === 'RuntimeDefault',
    'read-only files': container.securityContext.readOnlyRootFilesystem,
    'no escalation': container.securityContext.allowPrivilegeEscalation === false,
    'no capabilities': container.securityContext.capabilities.drop.includes('ALL'),
    'the time to stop': spec.terminationGracePeriodSeconds > 30,
    'the image by its digest': container.image.includes('@sha256:'),
    'the ports of the image': container.ports.every(({ containerPort }) => exposed().includes(containerPort)),
    'the user of the image':
      imageUser() === `${spec.securityContext.runAsUser}:${spec.securityContext.runAsGroup}`,
    'the rules': one(documents, 'PrometheusRule').spec.groups.length === rules().groups.length,
    'a job called threepid': one(documents, 'ServiceMonitor').spec.jobLabel === 'app.kubernetes.io/name',
  };
  const missing = Object.keys(wanted).filter((name) => !wanted[name]);
  if (missing.length > 0) throw new Error(`the pods lack: ${missing.join('; ')}`);
}

function exposed() {
  return /^EXPOSE (.+)$/m
    .exec(readFileSync(deployed('docker/Dockerfile'), 'utf8'))[1]
    .split(' ')
    .map(Number);
}

function imageUser() {
  return /^USER (.+)$/m.exec(readFileSync(deployed('docker/Dockerfile'), 'utf8'))[1];
}

function rules() {
  return parse(readFileSync(rulesFile, 'utf8'));
}

function one(documents, kind) {
  return documents.find((document) => document.kind === kind);
}

function documentsOf(text) {
  return parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((document) => document !== null);
}
