import type { Language } from './language.js';

/** English. */
export const en: Language = {
  tag: 'en',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Phone number verified',
      heading: 'Your phone number is verified',
      advice: 'You can close this page and return to where you started.',
    },
    incorrect: {
      title: 'Incorrect code',
      heading: 'That code isn’t right',
      advice: 'Check the latest message on your phone, then try again.',
    },
    expired: {
      title: 'Code expired',
      heading: 'This code is no longer valid',
      advice: 'It has expired, or there were too many incorrect attempts. Go back and request a new code.',
    },
    unknown: {
      title: 'Verification not found',
      heading: 'We can’t find this verification',
      advice: 'It may have already ended. Go back and request a new code.',
    },
    invalid: {
      title: 'Incomplete link',
      heading: 'This link doesn’t work',
      advice: 'Part of it is missing. Open the complete link, or enter the code where you requested it.',
    },
    limited: {
      title: 'Too many attempts',
      heading: 'Please wait a moment',
      advice: 'There were too many attempts in a short time. Try again in a few minutes.',
    },
    unavailable: {
      title: 'Temporarily unavailable',
      heading: 'Something went wrong on our end',
      advice: 'We couldn’t verify your code. Try again in a few minutes.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Your code is ${code}.` : `Your ${brand} code is ${code}.`,
    caution: "Don't share it with anyone.",
    'in-use': (brand) =>
      brand === undefined
        ? 'This phone number is already linked to an account. Forgot your password? Reset it to sign in.'
        : `This phone number is already linked to your ${brand} account. Forgot your password? Reset it to sign in.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'No account is linked to this phone number. Please create one first.'
        : `No ${brand} account is linked to this phone number. Please create one first.`,
  },
};
