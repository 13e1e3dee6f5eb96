import type { VerificationChannel } from '@threepid/client';

/**
 * Everything that the component says, in one language: plain text, with `{…}` where a value is put in. There are no
 * functions, so that words can pass from a server component to the browser, or be read from JSON.
 */
export interface Words {
  /** BCP 47 tag, as short as possible. Numbers, times, plurals and the names of countries follow it. */
  readonly tag: string;
  /** The direction of the script. */
  readonly dir: 'ltr' | 'rtl';
  readonly number: NumberWords;
  readonly countries: CountryWords;
  readonly code: CodeWords;
  readonly done: DoneWords;
  readonly problems: Readonly<Record<ProblemName, string>>;
  /** A wait below an hour. `{time}` counts down, such as `9:05`. Longer waits are written by `Intl.RelativeTimeFormat`. */
  readonly wait: string;
  /** Said while the browser does the work that the server asks for before it sends a message. */
  readonly robotCheck: string;
  /** For a browser without JavaScript. */
  readonly noScript: string;
}

/** The step in which a person enters their number. */
export interface NumberWords {
  readonly heading: string;
  readonly lead: string;
  readonly label: string;
  readonly send: string;
  readonly sending: string;
  /** The button until the same request may succeed. `{wait}` is such as `in 9:05` or `in 3 days`. */
  readonly retry: string;
  /** Below the button, unless the page has terms of its own. */
  readonly terms: string;
}

/** The choice of a country. */
export interface CountryWords {
  /** Name of the button that opens the list. `{code}` is such as `+44`, `{country}` the name of the chosen country. */
  readonly change: string;
  /** Name of the dialog. */
  readonly choose: string;
  /** Name of the search field. */
  readonly search: string;
  readonly placeholder: string;
  /** Name of the list. */
  readonly list: string;
  /** Announced during a search, by the plural category of `{count}` (`Intl.PluralRules`). */
  readonly found: PluralWords;
  readonly none: string;
  readonly close: string;
}

/** A text for each plural category of the language. */
export type PluralWords = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/** The step in which a person enters the code. */
export interface CodeWords {
  readonly heading: string;
  /** `{number}` is the number that the message went to. */
  readonly lead: string;
  readonly changeNumber: string;
  readonly label: string;
  readonly verify: string;
  readonly checking: string;
  /** Before the button that sends the message again. */
  readonly missing: string;
  readonly resend: string;
  /** That button until it works. `{wait}` is such as `in 0:27`. */
  readonly resendLater: string;
  readonly resending: string;
  /** Said after the message was sent again, with the same code. */
  readonly resent: string;
  /** The main button after a code became invalid. */
  readonly sendNew: string;
  /** Said after a new code was sent. */
  readonly sentNew: string;
  /** Buttons that send the code another way, by channel. */
  readonly by: Readonly<Record<VerificationChannel, string>>;
  /** Said once a call was asked for. */
  readonly calling: string;
}

/** The end: the number is verified. */
export interface DoneWords {
  readonly heading: string;
  /** `{number}` is the verified number. */
  readonly lead: string;
  /** While the page does with the verified number what it must do. */
  readonly finishing: string;
  /** If that failed. */
  readonly failed: string;
  /** Button that lets the page try once more. */
  readonly retry: string;
  /** Button that starts over. */
  readonly again: string;
}

/**
 * What can go wrong.
 *
 * - `empty`, `too-short`, `too-long`, `not-a-number`: the browser itself sees that the number can't be right.
 * - `invalid-number`, `rejected-number`: the server says that it is none, or that no message can be sent to it.
 * - `rejected-channel`: this number can't be reached the other way that the person has chosen.
 * - `limited`: no message now; the button says when.
 * - `incomplete`: the code has too few digits.
 * - `wrong-code`, `dead-session`: the code isn't right; it is no longer valid.
 * - `too-many-codes`: no code can be checked now.
 * - `offline`, `provider-down`, `failed`: no connection; the message could not be sent; anything else.
 */
export type ProblemName =
  | 'empty'
  | 'too-short'
  | 'too-long'
  | 'not-a-number'
  | 'invalid-number'
  | 'rejected-number'
  | 'rejected-channel'
  | 'limited'
  | 'incomplete'
  | 'wrong-code'
  | 'dead-session'
  | 'too-many-codes'
  | 'offline'
  | 'provider-down'
  | 'failed';
