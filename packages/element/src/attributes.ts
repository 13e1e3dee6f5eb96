import type { VerificationFormProps } from '@threepid/react/form';

/** Attributes of the verification itself: it is made anew if one changes. */
export const lastingAttributes: readonly string[] = ['base-url', 'storage', 'storage-key'];

/** All attributes whose changes show. */
export const observedAttributes: readonly string[] = [
  ...lastingAttributes,
  'channels',
  'countries',
  'country',
  'heading-level',
  'lang',
  'name',
  'required',
];

const allChannels = ['sms', 'whatsapp', 'telegram', 'voice'] as const;
const headingLevels = [1, 2, 3, 4, 5, 6] as const;

type AttributeProps = Partial<
  Pick<
    VerificationFormProps,
    'baseUrl' | 'channels' | 'countries' | 'country' | 'headingLevel' | 'storage' | 'storageKey'
  >
>;

/** The component's props by the element's attributes. */
export function propsOf(element: Element): AttributeProps {
  const baseUrl = element.getAttribute('base-url');
  const storageKey = element.getAttribute('storage-key');
  const country = element.getAttribute('country');
  const countries = element.getAttribute('countries')?.match(/[a-z]{2}/gi);
  const channels = channelsIn(element.getAttribute('channels') ?? '');
  const headingLevel = headingLevels.find((level) => String(level) === element.getAttribute('heading-level'));
  return {
    ...(baseUrl && { baseUrl }),
    ...(storageKey && { storageKey }),
    ...(element.getAttribute('storage') === 'none' && { storage: null }),
    ...(country && { country }),
    ...(countries && { countries }),
    ...(channels.length > 0 && { channels }),
    ...(headingLevel && { headingLevel }),
  };
}

function channelsIn(text: string): NonNullable<VerificationFormProps['channels']> {
  return text.split(/[\s,]+/).flatMap((name) => allChannels.filter((channel) => channel === name));
}
