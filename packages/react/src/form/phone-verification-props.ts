import type { ThreepidClientOptions, VerificationChannel } from '@threepid/client';
import type { ReactNode } from 'react';
import type { HeadingLevel } from '../look/step-heading.js';
import type { OnVerified } from '../verification/use-finish.js';
import type { UsedVerification, UseVerificationOptions } from '../verification/use-verification.js';
import type { Words } from '../words/words.js';

/** Props of `PhoneVerification`. Those of the verification itself are read once, when it is mounted. */
export interface PhoneVerificationProps extends UseVerificationOptions {
  /**
   * Called with the verified number. Return a promise if your page must do something with it: the person waits for it, and
   * can try again if it rejects.
   */
  readonly onVerified?: OnVerified;
  /** Called once the progress is restored, and after each change of the state. */
  readonly onChange?: (verification: UsedVerification) => void;
  /** URL of the server. Default: the page's origin. `client` replaces it. */
  readonly baseUrl?: string;
  /** Solvers of challenges other than proof of work, such as Turnstile's widget. `client` replaces them. */
  readonly challenges?: NonNullable<ThreepidClientOptions['challenges']>;
  /** Country to begin with, such as `GB`. Default: guessed by the browser's time zone. */
  readonly country?: string;
  /**
   * The server's guess of the country, for the first picture; the browser's time zone replaces it. `requestHints` makes one.
   */
  readonly guessedCountry?: string;
  /** The countries to choose from, such as `['GB', 'IE']`. Default: all. */
  readonly countries?: readonly string[];
  /**
   * The ways in which a code may come, such as `['sms', 'whatsapp', 'voice']`. The first one comes by SMS; if it doesn't
   * arrive, the person may choose another way. The server must offer each. Default: SMS alone.
   */
  readonly channels?: readonly VerificationChannel[];
  /** BCP 47 tag of the language. Default: the page's, by the closest element with a `lang`. */
  readonly lang?: string;
  /** Words of your own, instead of the language's. */
  readonly words?: Words;
  /** Level of the heading. Default: 2. */
  readonly headingLevel?: HeadingLevel;
  /** Further classes of the element. */
  readonly className?: string;
  /** Shown below the button that sends the message, such as a link to your terms. */
  readonly terms?: ReactNode;
  /** Shown once the number is verified. Default: a button that starts over. */
  readonly children?: ReactNode;
}
