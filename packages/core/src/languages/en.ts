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
      advice: 'Compare it with the latest message on your phone, then try again.',
    },
    expired: {
      title: 'Code expired',
      heading: 'This code is no longer valid',
      advice: 'It is too old, or there were too many wrong tries. Go back and request a new code.',
    },
    unknown: {
      title: 'Verification not found',
      heading: 'We can’t find this verification',
      advice: 'It may be over already. Go back and request a new code.',
    },
    invalid: {
      title: 'Link incomplete',
      heading: 'This link doesn’t work',
      advice: 'Part of it is missing. Open the whole link, or enter the code where you requested it.',
    },
    limited: {
      title: 'Too many tries',
      heading: 'Please wait a moment',
      advice: 'There were too many tries in a short time. Try again in a few minutes.',
    },
    unavailable: {
      title: 'Temporarily unavailable',
      heading: 'Something went wrong on our side',
      advice: 'We couldn’t check your code just now. Try again in a few minutes.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Your code is ${code}.` : `Your ${brand} code is ${code}.`,
    caution: 'Never share it with anyone.',
    'in-use': (brand) =>
      brand === undefined
        ? 'You already have an account with this phone number. To get back in, reset your password.'
        : `You already have an account at ${brand} with this phone number. To get back in, reset your password.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'There is no account with this phone number. Please create one first.'
        : `There is no account at ${brand} with this phone number. Please create one first.`,
  },
};
