import { callProvider, OperatorError, type Clock, type MessageReport } from '@threepid/core';
import type { SmsHttpDeclaration } from '../declaration/sms-http-declaration.js';
import { compileRequest } from '../request/compile-request.js';
import type { HttpSmsSenderOptions } from '../settings/http-sms-sender-options.js';
import type { SettingsFor } from '../settings/settings-for.js';
import { reportPlaceholders, valuesOf } from '../template/placeholders.js';

/** What a reporter needs of its sender. */
export interface ReporterOptions extends Pick<HttpSmsSenderOptions, 'baseUrl' | 'fetch'> {
  readonly settingsFor: SettingsFor;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Tells the provider what became of a message. Rejects if the provider didn't take it. */
export type Reporter = (report: MessageReport) => Promise<void>;

/** Makes a reporter. Undefined if the declaration has no reports, or the setting that asks for them isn't set. */
export function createReporter(
  { report: declared, name }: SmsHttpDeclaration,
  { settingsFor, timeoutMs, clock, baseUrl, fetch }: ReporterOptions,
): Reporter | undefined {
  if (declared === undefined) return undefined;
  if (declared.setting !== undefined && settingsFor(undefined)[declared.setting] === undefined)
    return undefined;
  const request = compileRequest(declared.request, baseUrl);
  return async (report) => {
    if (!declared.outcomes.includes(report.outcome)) return;
    const values = valuesOf(reportPlaceholders, report, clock.now(), settingsFor(report.country));
    const exchange = await callProvider({ ...request(values), timeoutMs, fetch });
    if (exchange.kind === 'failed') throw new OperatorError(`${exchange.reason}: ${exchange.code}`);
    const { status } = exchange;
    if (status < 200 || status >= 300)
      throw new OperatorError(`${name} answered ${String(status)} to a report`);
  };
}
