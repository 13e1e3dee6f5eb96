import { useRef, useState } from 'react';
import type { PhoneVerificationProps } from './form/phone-verification-props.js';
import { VerificationForm } from './form/verification-form.js';
import { useBrowserLayoutEffect } from './look/use-browser-layout-effect.js';
import { localeOf } from './words/locale-of.js';
import { wordsOf } from './words/words-of.js';

/**
 * Verifies a phone number in three steps: the number, the code, and what comes after. Import `@threepid/react/styles.css`
 * with it.
 */
export function PhoneVerification({ lang, words: own, ...props }: PhoneVerificationProps) {
  const section = useRef<HTMLElement>(null);
  const [langOfPage, setLangOfPage] = useState('');
  useBrowserLayoutEffect(() => {
    setLangOfPage(section.current?.parentElement?.closest<HTMLElement>('[lang]')?.lang ?? '');
  }, []);
  const tag = lang ?? langOfPage;
  const words = own ?? wordsOf(tag);
  return <VerificationForm {...props} words={words} locale={localeOf(tag, words)} sectionRef={section} />;
}
