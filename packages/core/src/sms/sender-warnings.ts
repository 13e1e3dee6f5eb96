import { callingCodeOf } from '../domain/phone-number.js';
import type { MessageOrigin } from '../ports/message-origin.js';
import { isGenericSenderName } from './generic-sender-names.js';
import { senderRules, type SenderRule } from './sender-rules.js';

/**
 * What a country may do to messages that come from somewhere, each as a sentence that says what to use instead. Empty if
 * nothing is known against it, or if the provider chooses the sender. Nobody but the provider knows what is registered: a
 * name that must be is always in the result.
 *
 * @param country ISO 3166-1 alpha-2, upper case.
 */
export function senderWarnings(origin: MessageOrigin, country: string): readonly string[] {
  const rule = senderRules[country];
  const { from } = origin;
  if (rule === undefined || from === undefined) return [];
  return /[^+\d]/.test(from) ? nameWarnings(rule, origin, from) : numberWarnings(rule, from, country);
}

function nameWarnings(
  { names, use = 'a number or short code of the country', ...rule }: SenderRule,
  origin: MessageOrigin,
  name: string,
): readonly string[] {
  const { otherwise = 'carriers block or replace it' } = rule;
  if (names === 'unsupported') return [`the sender ${name} doesn't arrive as a name; use ${use}`];
  if (rule.blocksGenericNames === true && isGenericSenderName(name)) {
    return [`carriers block ${name}, which says nothing about who sends; use your brand`];
  }
  if (names === 'allowed' || isRegisteredTemplate(rule, origin)) return [];
  const whatElse =
    rule.needsTemplate === true ? ', and so must your entity and the template of the text' : '';
  return [`the sender ${name} must be registered${whatElse}, or ${otherwise}`];
}

/** Who has the ids of an entity and a template has registered them. */
function isRegisteredTemplate(rule: Partial<SenderRule>, { entityId, templateId }: MessageOrigin): boolean {
  return rule.needsTemplate === true && entityId !== undefined && templateId !== undefined;
}

/** A number of fewer than 8 digits is a short code, and always the country's own. */
function numberWarnings({ numbers }: SenderRule, from: string, country: string): readonly string[] {
  const digits = from.replace('+', '');
  if (numbers === undefined || digits.length < 8) return [];
  if (!digits.startsWith(callingCodeOf(country) ?? '')) {
    return [`carriers block numbers of other countries, such as ${from}; use one of the country`];
  }
  if (numbers === 'national') return [];
  return [`${from} must be registered: 10DLC, or toll-free and verified; or carriers block it`];
}
