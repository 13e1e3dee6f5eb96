import type { VerificationFormProps } from '@threepid/react/form';

/** Attributes of the verification itself: it is made anew if one changes. */
export const lastingAttributes: readonly string[] = ['base-url', 'storage', 'storage-key'];

/** All attributes whose changes show. */
export const observedAttributes: readonly string[] = [
  ...lastingAttributes,
  'countries',
  'country',
  'heading-level',
  'lang',
  'name',
  'required',
];

const headingLevels = [1, 2, 3, 4, 5, 6] as const;

type AttributeProps = Partial<
  Pick<VerificationFormProps, 'baseUrl' | 'countries' | 'country' | 'headingLevel' | 'storage' | 'storageKey'>
>;

/** The component's props by the element's attributes. */
export function propsOf(element: Element): AttributeProps {
  const baseUrl = element.getAttribute('base-url');
  const storageKey = element.getAttribute('storage-key');
  const country = element.getAttribute('country');
  const countries = element.getAttribute('countries')?.match(/[a-z]{2}/gi);
  const headingLevel = headingLevels.find((level) => String(level) === element.getAttribute('heading-level'));
  return {
    ...(baseUrl && { baseUrl }),
    ...(storageKey && { storageKey }),
    ...(element.getAttribute('storage') === 'none' && { storage: null }),
    ...(country && { country }),
    ...(countries && { countries }),
    ...(headingLevel && { headingLevel }),
  };
}
