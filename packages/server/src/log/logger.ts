import { loggableFields } from '@threepid/core';
import { pino, type DestinationStream, type LogFn, type Logger, type LoggerOptions } from 'pino';
import { tell } from '../print.js';

/**
 * Lines are written together: a write of its own for each takes longer than everything else that a line needs. They wait
 * for 100 ms at most. A write holds whole lines and 4,096 bytes at most, unless a single line is longer: up to that size
 * the system keeps the writes of several processes to one pipe apart. Source: POSIX, write(), PIPE_BUF.
 */
const together = { minLength: 3_072, maxWrite: 4_096, periodicFlush: 100, sync: true } as const;

/** Bytes of lines that wait while the output can't be written, such as to a full disk. What comes after them is dropped. */
const mostWaiting = 1_048_576;

/**
 * The server's log: JSON, one entry a line. It is never passed a request's query, headers or body, and of an error it
 * holds only what `loggableError` lets through, in any field.
 *
 * @param destination Default: standard output, to which lines are written together, the last ones when the process exits.
 */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: loggableFields },
    hooks: { logMethod: logOwnWords },
    // The formatter has already run; pino's own serializer would add every property of an error.
    serializers: { err: (err: unknown) => err },
  };
  return pino(options, destination);
}

/** What pino needs of a destination. */
interface Output extends DestinationStream {
  flush(done: (error?: Error) => void): void;
}

/**
 * Without `flushSync`, which pino would call after a fatal entry: if the output can't be written, such as to a full disk or
 * to a pipe that nobody reads any more, it tries again without end.
 */
function standardOutput(): Output {
  const output = pino.destination({ dest: 1, ...together, maxLength: mostWaiting });
  output.on('error', tellOnce());
  process.once('exit', () => {
    try {
      output.end();
    } catch {
      // The process ends all the same.
    }
  });
  return {
    write: (line) => {
      output.write(line);
    },
    flush: (done) => {
      output.flush(done);
    },
  };
}

/** A log that can't be written is no reason to verify nobody. Its lines are tried again with each line that follows. */
function tellOnce(): (error: Error) => void {
  let isTold = false;
  return ({ message }) => {
    if (!isTold) tell(`threepid: the log can't be written: ${message}`);
    isTold = true;
  };
}

/** Without a message from the caller, pino would log the error's. */
function logOwnWords(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [fields, words] = args;
  if (typeof fields === 'object' && words === undefined) method.call(this, fields, 'error');
  else method.apply(this, args);
}
