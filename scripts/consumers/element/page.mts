import '@threepid/element';
import type { ThreepidVerifiedEvent, Words } from '@threepid/element';

const element = document.querySelector('threepid-verification');

function save({ detail }: ThreepidVerifiedEvent): Promise<Response> {
  return fetch('/account/phone-number', { method: 'POST', body: detail.sid });
}

export function speak(words: Words): void {
  if (element === null) return;
  element.words = words;
  element.addEventListener('threepid-verified', (event) => {
    event.waitUntil(save(event));
  });
}
