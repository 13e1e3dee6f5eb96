import { userInfo } from 'node:os';
import {
  createThreepid,
  loggableFields,
  StorageUnavailableError,
  type Logger as ThreepidLogger,
  type SmsSender,
  type Threepid,
} from '@threepid/core';
import { pino, type Logger, type LoggerOptions } from 'pino';
import { openChallenge } from '../../open-challenge.js';
import { openSms } from '../../providers/open-sms.js';
import { readSettings, type Settings } from '../../read-settings.js';
import { rulesOf } from '../../rules-of.js';
import { openInOrder } from '../../stop/opened.js';
import { connectionErrors } from '../../storage/connection-errors.js';
import { openStorage } from '../../storage/open-storage.js';
import { CommandError } from '../command-error.js';

/** Parts that a verb needs. */
export interface OperatorNeeds {
  /** True if it sends a message: only then are providers opened. Default: false. */
  readonly sends?: boolean;
  /** Default: that of the process. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Opens the storage of the settings for one step of an operator, and closes it after that. What is logged meanwhile goes to
 * standard error, as JSON.
 *
 * @throws CommandError for settings by which no running server can be reached.
 * @throws SettingsError
 */
export async function withOperator<Result>(
  step: (threepid: Threepid) => Promise<Result>,
  { sends = false, environment = process.env }: OperatorNeeds = {},
): Promise<Result> {
  const settings = await readSettings(environment);
  checkReachable(settings);
  const logger = stderrLogger();
  return openInOrder(async (opened) => {
    const connection = connectionErrors(logger);
    const storage = opened.keep(await openStorage(settings, connection.logger));
    const senders = sends
      ? opened.keep(await openSms(settings, logger, storage.sessions.routes))
      : { sender: noSender, channels: {} };
    const { sender: sms, channels } = senders;
    const threepid = opened.keep(
      createThreepid({
        ...rulesOf(settings),
        ...openChallenge(settings, settings.secrets),
        secret: settings.secrets,
        storage: storage.sessions,
        sms,
        testSms: noSender,
        channels,
        senderWarnings: false,
        logger: auditLogger(logger),
      }),
    );
    const result = await step(threepid).catch((error: unknown) => {
      throw explained(error, connection.last());
    });
    await opened.close();
    return result;
  });
}

/** Of a storage that fails, the last error of its connection says more than the step's own. */
function explained(error: unknown, ofConnection: Error | undefined): unknown {
  if (!(error instanceof StorageUnavailableError) || ofConnection === undefined) return error;
  return new StorageUnavailableError(ofConnection.message, { cause: error });
}

/** The name in audit lines: who has called `sudo`, or whose process it is. */
export function operatorName(): string {
  const { SUDO_USER: sudo = '' } = process.env;
  if (sudo !== '') return sudo;
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
}

function checkReachable({ storage, secrets }: Settings): void {
  if (storage.kind === 'memory')
    throw new CommandError(
      "the memory of a running server can't be reached from outside: this needs a server with THREEPID_STORAGE=redis://..., and the same setting here",
    );
  if (secrets.length === 0)
    throw new CommandError(
      'THREEPID_SECRET: set it to the secret of the running server, or nothing of it is found',
    );
}

/** For standard error, as JSON: warnings and errors. */
function stderrLogger(): Logger {
  const options: LoggerOptions = {
    level: 'warn',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: loggableFields },
    serializers: { err: (err: unknown) => err },
  };
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** Of what the framework says, the audit lines and the errors: the server itself warns of its options. */
function auditLogger(logger: Logger): ThreepidLogger {
  const audited = logger.child({}, { level: 'info' });
  return {
    debug: () => undefined,
    info: (fields, message) => {
      if (message === 'operator') audited.info(fields, message);
    },
    warn: () => undefined,
    error: (fields, message) => {
      logger.error(fields, message);
    },
  };
}

/** For verbs that send nothing. */
const noSender: SmsSender = {
  name: 'none',
  send: () => Promise.resolve({ kind: 'refused', cause: new CommandError('this verb sends nothing') }),
};
