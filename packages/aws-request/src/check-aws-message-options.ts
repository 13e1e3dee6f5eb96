import { checkByCountry } from '@threepid/core';

/** The form of each option of a message, and how an error says it, after "must be". */
export type OptionForms<Options> = {
  readonly [name in keyof Options]-?: readonly [form: RegExp, words: string];
};

/**
 * Checks a sender's options of messages, and those that differ by country, so that errors are reported at start-up
 * rather than at the first message.
 *
 * @throws TypeError if an option is invalid; the message names it.
 */
export function checkAwsMessageOptions<Options extends object>(
  options: Options & { readonly byCountry?: Readonly<Record<string, Options>> },
  forms: OptionForms<Options>,
): void {
  checkForms(options, forms, '');
  checkByCountry(options.byCountry, (differing, path) => {
    checkForms(differing, forms, `${path}.`);
  });
}

function checkForms<Options extends object>(
  options: Options,
  forms: OptionForms<Options>,
  path: string,
): void {
  for (const name of Object.keys(forms) as (keyof Options & string)[]) {
    const [form, words] = forms[name];
    const value = options[name];
    if (value !== undefined && !form.test(String(value)))
      throw new TypeError(`${path}${name} must be ${words}`);
  }
}
