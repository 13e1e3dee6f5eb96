import type { ThreepidClient, ThreepidClientOptions } from '@threepid/client';
import { en, localeOf, VerificationForm, type VerificationFormProps } from '@threepid/react/form';
import { createElement, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { lastingAttributes, observedAttributes, propsOf } from './attributes.js';
import { takeEarlyValue } from './early-value.js';
import { ThreepidVerifiedEvent, type ThreepidChangeEvent, type VerifiedNumber } from './events.js';
import { reflectInForm } from './form-control.js';
import { adoptStyles } from './styles/adopt-styles.js';
import type { Words } from './words.js';
import { langOf } from './words/lang-of.js';
import { loadWords } from './words/load-words.js';

/** A server has no elements: there the module only has to load. */
const Base: typeof HTMLElement = 'HTMLElement' in globalThis ? HTMLElement : (Object as never);

/** Properties that a page may set before the element is defined. */
const properties = ['words', 'client', 'challenges'] as const;

type Verification = Parameters<NonNullable<VerificationFormProps['onChange']>>[0];

/** `<threepid-verification>`: verifies a phone number in three steps. In a form it is a control. */
export class ThreepidVerificationElement extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes = observedAttributes;

  private readonly internals = this.attachInternals();
  private readonly shadow = this.attachShadow({ mode: 'open' });
  private readonly page = new MutationObserver(() => {
    this.update();
  });
  private root: Root | undefined;
  private verification: Verification | undefined;
  /** Grows when the verification must be made anew. */
  private generation = 0;
  /** Grows with each update: a language may arrive after the next one was chosen. */
  private updates = 0;
  /** Said by a form that can't be sent yet: the heading. */
  private advice = en.number.heading;
  private isDisabled = false;
  private ownWords: Words | undefined;
  private ownClient: ThreepidClient | undefined;
  private ownChallenges: ThreepidClientOptions['challenges'];

  /** Words of your own, instead of those of the language. */
  get words(): Words | undefined {
    return this.ownWords;
  }

  set words(words: Words | undefined) {
    this.ownWords = words;
    this.update();
  }

  /** A client of your own, instead of one for `base-url`. */
  get client(): ThreepidClient | undefined {
    return this.ownClient;
  }

  set client(client: ThreepidClient | undefined) {
    if (client === this.ownClient) return;
    this.ownClient = client;
    this.begin();
  }

  /** Solvers of challenges other than proof of work, by type, such as `turnstile`. */
  get challenges(): ThreepidClientOptions['challenges'] {
    return this.ownChallenges;
  }

  set challenges(challenges: ThreepidClientOptions['challenges']) {
    this.ownChallenges = challenges;
    this.update();
  }

  /** Forgets everything and shows the first step. */
  restart(): void {
    this.verification?.restart();
    // What is typed and was never sent goes too.
    this.begin();
  }

  override focus(options?: FocusOptions): void {
    this.field()?.focus(options);
  }

  connectedCallback(): void {
    for (const name of properties) takeEarlyValue(this, name);
    adoptStyles(this.shadow);
    this.page.observe(this, { childList: true });
    this.page.observe(this.ownerDocument.documentElement, { attributes: true, attributeFilter: ['lang'] });
    this.update();
    // A form can't be sent before the first picture either.
    this.reflect();
  }

  disconnectedCallback(): void {
    this.page.disconnect();
    this.update();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return;
    if (lastingAttributes.includes(name)) this.begin();
    else this.update();
  }

  formResetCallback(): void {
    this.restart();
  }

  formDisabledCallback(disabled: boolean): void {
    this.isDisabled = disabled;
    this.update();
  }

  private begin(): void {
    this.generation += 1;
    this.update();
  }

  /** Shows what the element is now, once the code that changes it has ended. */
  private update(): void {
    this.updates += 1;
    void this.show(this.updates);
  }

  private async show(update: number): Promise<void> {
    const lang = langOf(this);
    const words = this.ownWords ?? (await loadWords(lang));
    if (update !== this.updates) return;
    // An element that only moves to another place is connected again by now.
    if (this.isConnected) this.render(words, lang);
    else this.unmount();
  }

  private render(words: Words, lang: string): void {
    this.root ??= createRoot(this.shadow);
    const form = createElement(VerificationForm, {
      ...propsOf(this),
      ...(this.ownClient && { client: this.ownClient }),
      ...(this.ownChallenges && { challenges: this.ownChallenges }),
      key: this.generation,
      words,
      locale: localeOf(lang, words),
      terms: this.slotFor('terms'),
      children: this.slotFor('done'),
      onChange: this.changed,
      onVerified: this.verified,
    });
    this.root.render(createElement('div', { inert: this.isDisabled }, form));
    this.advice = words.number.heading;
    this.reflect();
  }

  private unmount(): void {
    this.root?.unmount();
    this.root = undefined;
  }

  /** A place for the page's own content; undefined, and so the component's default, if the page has none. */
  private slotFor(name: string): ReactNode {
    const filled = [...this.children].some((child) => child.slot === name);
    return filled ? createElement('slot', { name }) : undefined;
  }

  private readonly changed = (verification: Verification): void => {
    const { step } = verification.state;
    const before = this.verification?.state.step;
    this.verification = verification;
    this.reflect();
    if (before === step) return;
    const event: ThreepidChangeEvent = new CustomEvent('threepid-change', {
      detail: { step },
      bubbles: true,
      composed: true,
    });
    this.dispatchEvent(event);
  };

  private readonly verified = (number: VerifiedNumber): Promise<void> => {
    const event = new ThreepidVerifiedEvent(number);
    this.dispatchEvent(event);
    return event.settled();
  };

  private reflect(): void {
    const state = this.verification?.state;
    reflectInForm(this.internals, {
      name: this.getAttribute('name') ?? '',
      required: this.hasAttribute('required'),
      session: state?.step === 'verified' ? state.session : undefined,
      advice: this.advice,
      anchor: this.field(),
    });
  }

  /** What can be typed into, or the first thing that can be pressed. */
  private field(): HTMLElement | null {
    return this.shadow.querySelector('input') ?? this.shadow.querySelector('button');
  }
}
