import { lookUpTag } from '@threepid/core';

/** What a call says, in one language. Plain text: it is escaped where it is used. */
export interface Spoken {
  /** BCP 47 tag. */
  readonly tag: string;
  /** Twilio's language of `<Say>`. */
  readonly language: string;
  /** Twilio's voice of `<Say>`. */
  readonly voice: string;
  /** @param brand who calls, if it has a name. */
  readonly pressKey: (brand?: string) => string;
  /** @param brand who calls, if it has a name. */
  readonly code: (brand?: string) => string;
  readonly again: string;
  readonly goodbye: string;
}

const en: Spoken = {
  tag: 'en',
  language: 'en-US',
  voice: 'Polly.Joanna',
  pressKey: (brand) =>
    `Hello. You asked for your code${brand ? ` for ${brand}` : ''}. To hear it, press any key.`,
  code: (brand) => `Your code${brand ? ` for ${brand}` : ''} is:`,
  again: 'Once more:',
  goodbye: 'Do not share it with anyone. Goodbye.',
};

const de: Spoken = {
  tag: 'de',
  language: 'de-DE',
  voice: 'Polly.Vicki',
  pressKey: (brand) =>
    `Guten Tag. Sie haben Ihren Code${brand ? ` für ${brand}` : ''} angefordert. Drücken Sie eine beliebige Taste, um ihn zu hören.`,
  code: (brand) => `Ihr Code${brand ? ` für ${brand}` : ''} lautet:`,
  again: 'Noch einmal:',
  goodbye: 'Geben Sie ihn an niemanden weiter. Auf Wiederhören.',
};

const fr: Spoken = {
  tag: 'fr',
  language: 'fr-FR',
  voice: 'Polly.Lea',
  pressKey: (brand) =>
    `Bonjour. Vous avez demandé votre code${brand ? ` pour ${brand}` : ''}. Pour l'entendre, appuyez sur une touche.`,
  code: (brand) => `Votre code${brand ? ` pour ${brand}` : ''} est :`,
  again: 'Je répète :',
  goodbye: 'Ne le communiquez à personne. Au revoir.',
};

const es: Spoken = {
  tag: 'es',
  language: 'es-ES',
  voice: 'Polly.Lucia',
  pressKey: (brand) =>
    `Hola. Ha solicitado su código${brand ? ` de ${brand}` : ''}. Para escucharlo, pulse cualquier tecla.`,
  code: (brand) => `Su código${brand ? ` de ${brand}` : ''} es:`,
  again: 'Se lo repito:',
  goodbye: 'No lo comparta con nadie. Adiós.',
};

const pt: Spoken = {
  tag: 'pt',
  language: 'pt-BR',
  voice: 'Polly.Camila',
  pressKey: (brand) =>
    `Olá. Você pediu seu código${brand ? ` de ${brand}` : ''}. Para ouvi-lo, pressione qualquer tecla.`,
  code: (brand) => `Seu código${brand ? ` de ${brand}` : ''} é:`,
  again: 'Mais uma vez:',
  goodbye: 'Não o compartilhe com ninguém. Até logo.',
};

const ar: Spoken = {
  tag: 'ar',
  language: 'arb',
  voice: 'Polly.Zeina',
  pressKey: (brand) =>
    `مرحبًا. لقد طلبت الرمز${brand ? ` الخاص بك في ${brand}` : ' الخاص بك'}. للاستماع إليه، اضغط على أي زر.`,
  code: (brand) => `الرمز الخاص بك${brand ? ` في ${brand}` : ''} هو:`,
  again: 'مرة أخرى:',
  goodbye: 'لا تشاركه مع أحد. مع السلامة.',
};

const ja: Spoken = {
  tag: 'ja',
  language: 'ja-JP',
  voice: 'Polly.Mizuki',
  pressKey: (brand) =>
    `こんにちは。${brand ? `${brand}の` : ''}確認コードのお知らせです。お聞きになるには、いずれかのキーを押してください。`,
  code: (brand) => `${brand ? `${brand}の` : ''}確認コードは次のとおりです。`,
  again: 'もう一度お伝えします。',
  goodbye: '誰にも教えないでください。失礼いたします。',
};

/** The languages of the core's messages. Source of the voices: Twilio documentation, "Text-to-Speech", Amazon Polly. */
export const spokenByTag: ReadonlyMap<string, Spoken> = new Map(
  [en, de, fr, es, pt, ar, ja].map((spoken) => [spoken.tag, spoken]),
);

/** The language of a locale; undefined if calls don't speak it. */
export function spokenIn(locale: string | undefined): Spoken | undefined {
  return locale === undefined ? undefined : lookUpTag(locale, spokenByTag);
}
