import type { Language } from './language.js';

/** French. The messages keep to letters of GSM 03.38. */
export const fr: Language = {
  tag: 'fr',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Numéro de téléphone vérifié',
      heading: 'Votre numéro de téléphone est vérifié',
      advice: 'Vous pouvez fermer cette page et revenir là où vous avez commencé.',
    },
    incorrect: {
      title: 'Code incorrect',
      heading: 'Ce code n’est pas le bon',
      advice: 'Comparez-le avec le dernier message reçu sur votre téléphone, puis réessayez.',
    },
    expired: {
      title: 'Code expiré',
      heading: 'Ce code n’est plus valable',
      advice:
        'Il est trop ancien, ou il y a eu trop de tentatives incorrectes. Revenez en arrière et demandez un nouveau code.',
    },
    unknown: {
      title: 'Vérification introuvable',
      heading: 'Cette vérification est introuvable',
      advice: 'Elle est peut-être déjà terminée. Revenez en arrière et demandez un nouveau code.',
    },
    invalid: {
      title: 'Lien incomplet',
      heading: 'Ce lien ne fonctionne pas',
      advice:
        'Il en manque une partie. Ouvrez le lien en entier ou saisissez le code là où vous l’avez demandé.',
    },
    limited: {
      title: 'Trop de tentatives',
      heading: 'Veuillez patienter un instant',
      advice: 'Il y a eu trop de tentatives en peu de temps. Réessayez dans quelques minutes.',
    },
    unavailable: {
      title: 'Temporairement indisponible',
      heading: 'Un problème est survenu de notre côté',
      advice: 'Nous n’avons pas pu vérifier votre code. Réessayez dans quelques minutes.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Votre code est ${code}.` : `Votre code pour ${brand} est ${code}.`,
    caution: 'Ne le communiquez à personne.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Vous avez déjà un compte avec ce numéro. Pour vous connecter, réinitialisez votre mot de passe.'
        : `Vous avez déjà un compte chez ${brand} avec ce numéro. Pour vous connecter, réinitialisez votre mot de passe.`,
    'not-found': (brand) =>
      brand === undefined
        ? "Aucun compte n'est associé à ce numéro. Créez d'abord un compte."
        : `Aucun compte chez ${brand} n'est associé à ce numéro. Créez d'abord un compte.`,
  },
};
