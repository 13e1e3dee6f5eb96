// Compares the public API of each published package with its report, `<package>.api.md` in its folder, and exits with 1
// if a report is out of date. `npm run api` (this script with `--update`) writes the reports, so that every change of
// the API shows in a diff.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { build, orExplain, root } from './build.mjs';
import { workspaces } from './stale-output.mjs';
import { installNpmTools } from './tool-folder.mjs';

const { CompilerState, ConsoleMessageId, Extractor, ExtractorConfig, ExtractorMessageCategory } =
  createRequire(`${installNpmTools('scripts/tools')}/`)('@microsoft/api-extractor');

const update = process.argv.includes('--update');
const extension = '.api.md';
/** A package with the libraries of all others: its settings compile their declarations, Node's and the browser's. */
const broadest = 'packages/better-auth';
/** No messages about comments: typedoc and eslint check them. */
const silent = { default: { logLevel: 'none' } };

await orExplain(async () => {
  build();
  const folder = mkdtempSync(join(tmpdir(), 'threepid-api-'));
  try {
    const entries = entryPoints();
    const changed = [...changedReports(entries, folder), ...leftOverReports(entries)];
    if (update) for (const report of changed) console.log(report);
    else if (changed.length > 0)
      throw new Error(`out of date: ${changed.join(', ')}. Run 'npm run api' and commit the reports.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The entry points of each published package: folder, report and declarations. */
function entryPoints() {
  return workspaces(root).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (manifest.private === true) return [];
    return Object.entries(manifest.exports)
      .filter(([, { types }]) => types !== undefined)
      .map(([path, { types }]) => ({
        folder,
        report: reportOf(folder, path),
        types: join(root, folder, types),
      }));
  });
}

function reportOf(folder, path) {
  return `${basename(folder)}${path.slice(1).replaceAll('/', '-')}${extension}`;
}

/** Compares the reports with the current declarations, and with `--update` writes those that differ. */
function changedReports(entries, temporary) {
  const configs = entries.map((entry) => configOf(entry, temporary));
  // Compiling takes most of the time, so all packages share one program.
  const first = configs[entries.findIndex(({ folder }) => folder === broadest)];
  const additionalEntryPoints = entries.map(({ types }) => types);
  const compilerState = CompilerState.create(first, { additionalEntryPoints });
  const options = { compilerState, localBuild: update, printApiReportDiff: !update, messageCallback: filter };
  return configs
    .filter((config) => {
      const { apiReportChanged, errorCount } = Extractor.invoke(config, options);
      return apiReportChanged || errorCount > 0;
    })
    .map(({ reportFilePath }) => relative(root, reportFilePath));
}

/** Silences console messages other than the differences. */
function filter(message) {
  message.handled =
    message.category === ExtractorMessageCategory.Console &&
    message.messageId !== ConsoleMessageId.ApiReportDiff;
}

function configOf({ folder, report, types }, temporary) {
  const projectFolder = join(root, folder);
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: join(projectFolder, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: projectFolder,
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, 'package.json'),
  });
}

/** Reports of entry points that no longer exist; `--update` removes them. */
function leftOverReports(entries) {
  const expected = new Set(entries.map(({ folder, report }) => join(folder, report)));
  const leftOver = workspaces(root)
    .flatMap((folder) => readdirSync(join(root, folder)).map((file) => join(folder, file)))
    .filter((file) => file.endsWith(extension) && !expected.has(file));
  if (update) for (const file of leftOver) rmSync(join(root, file));
  return leftOver;
}
