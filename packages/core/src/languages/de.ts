import type { Language } from './language.js';

/** German. */
export const de: Language = {
  tag: 'de',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Telefonnummer bestätigt',
      heading: 'Ihre Telefonnummer ist bestätigt',
      advice: 'Sie können diese Seite schließen und dorthin zurückkehren, wo Sie begonnen haben.',
    },
    incorrect: {
      title: 'Falscher Code',
      heading: 'Dieser Code stimmt nicht',
      advice:
        'Vergleichen Sie ihn mit der neuesten Nachricht auf Ihrem Telefon und versuchen Sie es noch einmal.',
    },
    expired: {
      title: 'Code abgelaufen',
      heading: 'Dieser Code gilt nicht mehr',
      advice:
        'Er ist zu alt, oder es gab zu viele Fehlversuche. Gehen Sie zurück und fordern Sie einen neuen Code an.',
    },
    unknown: {
      title: 'Bestätigung nicht gefunden',
      heading: 'Diese Bestätigung wurde nicht gefunden',
      advice: 'Vielleicht ist sie schon abgeschlossen. Gehen Sie zurück und fordern Sie einen neuen Code an.',
    },
    invalid: {
      title: 'Link unvollständig',
      heading: 'Dieser Link funktioniert nicht',
      advice:
        'Ein Teil davon fehlt. Öffnen Sie den ganzen Link oder geben Sie den Code dort ein, wo Sie ihn angefordert haben.',
    },
    limited: {
      title: 'Zu viele Versuche',
      heading: 'Bitte warten Sie einen Moment',
      advice: 'Es gab zu viele Versuche in kurzer Zeit. Versuchen Sie es in ein paar Minuten noch einmal.',
    },
    unavailable: {
      title: 'Vorübergehend nicht verfügbar',
      heading: 'Bei uns ist etwas schiefgegangen',
      advice: 'Wir konnten Ihren Code gerade nicht prüfen. Versuchen Sie es in ein paar Minuten noch einmal.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Ihr Code lautet ${code}.` : `Ihr Code für ${brand} lautet ${code}.`,
    caution: 'Geben Sie ihn niemals weiter.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Zu dieser Telefonnummer gibt es schon ein Konto. Setzen Sie das Passwort zurück, um sich anzumelden.'
        : `Zu dieser Telefonnummer gibt es schon ein Konto bei ${brand}. Setzen Sie das Passwort zurück, um sich anzumelden.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'Zu dieser Telefonnummer gibt es kein Konto. Bitte legen Sie zuerst eines an.'
        : `Zu dieser Telefonnummer gibt es kein Konto bei ${brand}. Bitte legen Sie zuerst eines an.`,
  },
};
