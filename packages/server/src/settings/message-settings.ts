import { createMessageTemplates } from '@threepid/core';
import { challengeSettings } from './challenge-settings.js';
import { budgets } from './parsers/budgets.js';
import { checkedByCore } from './parsers/checked-by-core.js';
import { limitNames, limits, limitsOptionOf } from './parsers/limits.js';
import { list } from './parsers/list.js';
import { oneOf } from './parsers/one-of.js';
import { optional } from './parsers/optional.js';
import { prices } from './parsers/prices.js';
import { senderWarnings } from './parsers/sender-warnings.js';
import { testNumbers } from './parsers/test-numbers.js';
import { textFor } from './parsers/text.js';

/** Settings of the messages: which go out, and their words. */
export const messageSettings = {
  nextLinkHosts: {
    name: 'THREEPID_NEXT_LINK_HOSTS',
    fallback: '',
    help: 'Hosts that a next_link may lead to: example.org,app.example.org:8443. Default: loopback hosts.',
    parse: checkedByCore(optional(list), 'nextLinkHosts', (hosts) => hosts),
  },
  limits: {
    name: 'THREEPID_LIMITS',
    fallback: 'on',
    help: `The fixed limits beside the guard: on, for the defaults; or numbers of your own, the others keeping their defaults: perNumber=5/10m+20/24h,perAddress=20/1h (each in s, m, h or d, or off), of ${limitNames.join(', ')}; or off: any number of messages to one number, and no guard unless THREEPID_GUARD is set, for load tests only.`,
    parse: checkedByCore(limits, 'limits', (given) => limitsOptionOf(given).limits),
  },
  guard: {
    name: 'THREEPID_GUARD',
    fallback: '',
    help: 'The guard against SMS pumping: enforce; monitor, which logs what it would do and delays no message; or off, for load tests only. Default: enforce, and off with THREEPID_LIMITS=off.',
    parse: optional(oneOf('enforce', 'monitor', 'off')),
  },
  prices: {
    name: 'THREEPID_PRICES',
    fallback: '',
    help: 'What a message costs by country, in the currency of THREEPID_BUDGETS: GB=0.04,US=0.0079,default=0.25, or the path of a .json file with the same. Of another channel than SMS: voice.GB=0.2,voice.default=0.3. Default: rough guesses in US dollars, on the high side, and every channel as SMS.',
    parse: checkedByCore(optional(prices), 'guard', (given) => given && { prices: given }),
  },
  budgets: {
    name: 'THREEPID_BUDGETS',
    fallback: '',
    help: 'What messages may cost in a day and a month (UTC), in all and by country: day=50,month=500,TJ.day=5. A hard stop, also with THREEPID_GUARD=off. Default: any amount.',
    parse: optional(budgets),
  },
  challenge: {
    name: 'THREEPID_CHALLENGE',
    fallback: 'altcha',
    help: 'What people whom the guard would delay can do instead of waiting: altcha, some work of their browser; turnstile or hcaptcha, a widget on your page; or off.',
    parse: oneOf('altcha', 'turnstile', 'hcaptcha', 'off'),
  },
  ...challengeSettings,
  testNumbers: {
    name: 'THREEPID_TEST_NUMBERS',
    secret: true,
    fallback: '',
    help: 'Numbers with a fixed code, which get no message, each until the end of a day: +447400123456=123456@2030-12-31,...',
    parse: checkedByCore(testNumbers, 'testNumbers', (numbers) => numbers),
  },
  countriesAllow: {
    name: 'THREEPID_COUNTRIES_ALLOW',
    fallback: '',
    help: 'The only countries that get messages: GB,IE. Default: all.',
    parse: checkedByCore(optional(list), 'destinations', (allow) => ({ allow })),
  },
  countriesDeny: {
    name: 'THREEPID_COUNTRIES_DENY',
    fallback: '',
    help: 'Countries that get no messages.',
    parse: checkedByCore(list, 'destinations', (deny) => ({ deny })),
  },
  senderWarnings: {
    name: 'THREEPID_SENDER_WARNINGS',
    fallback: 'on',
    help: 'Warnings at the start about countries that may not deliver messages of your sender name or number: on, off, or the countries that you have settled, such as by registering your name: IN,SG.',
    parse: checkedByCore(senderWarnings, 'senderWarnings', (warnings) => warnings),
  },
  inbox: {
    name: 'THREEPID_INBOX',
    fallback: '',
    help: 'on or off: a page at /_threepid/inbox that shows the messages, for development on this machine only: it refuses what a proxy forwards. Default: on outside production while HOST is a loopback address, every sender of THREEPID_SMS is console, THREEPID_PUBLIC_URL is unset or a loopback address, THREEPID_TRUST_PROXY is unset, and THREEPID_PROCESSES is 1.',
    parse: optional(oneOf('on', 'off')),
  },
  reports: {
    name: 'THREEPID_SMS_REPORTS',
    fallback: 'on',
    help: 'on, or off: report to the providers of THREEPID_SMS what became of their messages, if they take that: verified, resent or expired.',
    parse: oneOf('on', 'off'),
  },
  brand: {
    name: 'THREEPID_BRAND',
    fallback: '',
    help: 'The name used in messages; 30 characters at most.',
    parse: textFor((brand) => createMessageTemplates(brand === '' ? {} : { brand })),
  },
  origin: {
    name: 'THREEPID_ORIGIN',
    fallback: '',
    help: 'The domain of the web page that asks for codes, such as example.org: messages end in @example.org #CODE, and browsers offer the code on that page alone.',
    parse: optional(textFor((origin) => createMessageTemplates({ origin }))),
  },
  retrieverHash: {
    name: 'THREEPID_RETRIEVER_HASH',
    fallback: '',
    help: "The hash of your Android app, 11 characters: messages have it on a line of its own, and the app gets their code by Android's SMS Retriever.",
    parse: optional(textFor((retrieverHash) => createMessageTemplates({ retrieverHash }))),
  },
  locale: {
    name: 'THREEPID_LOCALE',
    fallback: 'en',
    help: 'The language of messages if the caller names none.',
    parse: textFor((locale) => createMessageTemplates({ locale })),
  },
};
