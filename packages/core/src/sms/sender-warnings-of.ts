import type { DestinationOptions } from '../defaults/destination-policy.js';
import { isCountry } from '../domain/phone-number.js';
import type { Logger } from '../ports/logger.js';
import type { SmsSender } from '../ports/sms-sender.js';
import { senderWarnings } from './sender-warnings.js';

/** Which warnings about the sender there are at the start. */
export interface SenderWarningOptions {
  /** Countries whose rules you have settled, such as by registering your name there. ISO 3166-1 alpha-2. */
  readonly except?: readonly string[] | undefined;
}

/** A sender, and where its messages go. */
export interface SenderToCheck {
  readonly sms: Pick<SmsSender, 'originFor'>;
  readonly destinations?: DestinationOptions;
  readonly senderWarnings?: SenderWarningOptions | false;
}

/** The countries that are looked at if messages may go anywhere: large ones whose rules many senders don't meet. */
const largestDestinations: readonly string[] = ['US', 'CA', 'IN', 'BR', 'GB', 'MX', 'AU', 'ES', 'SG', 'ID'];

/**
 * The warnings about a sender, each with all countries that it is about: `BR, CL: ...`. Without a list of countries, there is
 * one at most, in brief: who hasn't said where messages go gets no flood.
 */
export function senderWarningsOf({
  sms,
  destinations = {},
  senderWarnings: options = {},
}: SenderToCheck): readonly string[] {
  if (options === false) return [];
  const { allow, deny = [] } = destinations;
  const leftOut = new Set([...deny, ...(options.except ?? [])]);
  const countries = (allow ?? largestDestinations).filter((country) => !leftOut.has(country));
  const warnings = countries.flatMap((country) =>
    senderWarnings(sms.originFor?.(country) ?? {}, country).map((text) => ({ country, text })),
  );
  if (allow !== undefined || warnings.length === 0) return groupedByText(warnings);
  return [groupedByText(warnings.map(inBrief)).join('; ')];
}

/** Logs them all at once. */
export function warnOfSender(sender: SenderToCheck, logger: Logger): void {
  const warnings = senderWarningsOf(sender);
  if (warnings.length === 0) return;
  logger.warn(
    { warnings },
    'some countries may not deliver messages of this sender as it is set up; list those that you have settled in senderWarnings.except',
  );
}

/** @throws TypeError for an unknown country. */
export function checkSenderWarnings({ except = [] }: SenderWarningOptions): void {
  const unknown = except.find((code) => !isCountry(code));
  if (unknown !== undefined) throw new TypeError(`threepid: '${unknown}' is not a country; write 'GB'`);
}

interface CountryWarning {
  readonly country: string;
  readonly text: string;
}

/** Without what to use instead. */
function inBrief({ country, text }: CountryWarning): CountryWarning {
  return { country, text: text.replace(/[;,] .*/, '') };
}

function groupedByText(warnings: readonly CountryWarning[]): readonly string[] {
  const texts = [...new Set(warnings.map(({ text }) => text))];
  return texts.map((text) => {
    const concerned = warnings.filter((warning) => warning.text === text).map(({ country }) => country);
    return `${concerned.join(', ')}: ${text}`;
  });
}
