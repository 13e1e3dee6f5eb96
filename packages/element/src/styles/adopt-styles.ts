import component from '@threepid/react/styles.css';
import host from './host.css';

/** Gives a shadow root the component's styles. A policy on styles of the page doesn't forbid them. */
export function adoptStyles(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(host + component);
  root.adoptedStyleSheets = [sheet];
}
