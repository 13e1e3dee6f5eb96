import type { Language } from './language.js';

/** German. */
export const de: Language = {
  tag: 'de',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Telefonnummer bestätigt',
      heading: 'Ihre Telefonnummer wurde bestätigt',
      advice: 'Sie können diese Seite jetzt schließen und dort weitermachen, wo Sie aufgehört haben.',
    },
    incorrect: {
      title: 'Falscher Code',
      heading: 'Dieser Code stimmt nicht',
      advice: 'Prüfen Sie die neueste Nachricht auf Ihrem Telefon und versuchen Sie es noch einmal.',
    },
    expired: {
      title: 'Code abgelaufen',
      heading: 'Dieser Code ist nicht mehr gültig',
      advice:
        'Er ist abgelaufen, oder es gab zu viele Fehlversuche. Gehen Sie zurück und fordern Sie einen neuen Code an.',
    },
    unknown: {
      title: 'Bestätigung nicht gefunden',
      heading: 'Wir können diese Bestätigung nicht finden',
      advice: 'Möglicherweise ist sie bereits beendet. Gehen Sie zurück und fordern Sie einen neuen Code an.',
    },
    invalid: {
      title: 'Unvollständiger Link',
      heading: 'Dieser Link funktioniert nicht',
      advice:
        'Ein Teil des Links fehlt. Öffnen Sie den vollständigen Link oder geben Sie den Code dort ein, wo Sie ihn angefordert haben.',
    },
    limited: {
      title: 'Zu viele Versuche',
      heading: 'Bitte warten Sie einen Moment',
      advice: 'Es gab zu viele Versuche in kurzer Zeit. Versuchen Sie es in einigen Minuten erneut.',
    },
    unavailable: {
      title: 'Vorübergehend nicht verfügbar',
      heading: 'Bei uns ist ein Fehler aufgetreten',
      advice: 'Wir konnten Ihren Code nicht prüfen. Versuchen Sie es in einigen Minuten erneut.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Ihr Code lautet ${code}.` : `Ihr Code für ${brand} lautet ${code}.`,
    caution: 'Geben Sie ihn an niemanden weiter.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Mit dieser Telefonnummer ist bereits ein Konto verknüpft. Passwort vergessen? Setzen Sie es zurück.'
        : `Mit dieser Telefonnummer ist bereits ein Konto bei ${brand} verknüpft. Passwort vergessen? Setzen Sie es zurück.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'Mit dieser Telefonnummer ist kein Konto verknüpft. Bitte erstellen Sie zuerst ein Konto.'
        : `Mit dieser Telefonnummer ist kein Konto bei ${brand} verknüpft. Bitte erstellen Sie zuerst ein Konto.`,
  },
};
