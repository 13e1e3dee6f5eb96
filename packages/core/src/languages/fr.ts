import type { Language } from './language.js';

/** French. The messages use only letters of GSM 03.38. */
export const fr: Language = {
  tag: 'fr',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Numéro de téléphone vérifié',
      heading: 'Votre numéro de téléphone a été vérifié',
      advice: 'Vous pouvez fermer cette page et reprendre là où vous en étiez.',
    },
    incorrect: {
      title: 'Code incorrect',
      heading: 'Ce code est incorrect',
      advice: 'Vérifiez le dernier message reçu sur votre téléphone, puis réessayez.',
    },
    expired: {
      title: 'Code expiré',
      heading: 'Ce code n’est plus valide',
      advice:
        'Il a expiré, ou il y a eu trop de tentatives incorrectes. Revenez en arrière et demandez un nouveau code.',
    },
    unknown: {
      title: 'Vérification introuvable',
      heading: 'Nous ne trouvons pas cette vérification',
      advice: 'Elle est peut-être déjà terminée. Revenez en arrière et demandez un nouveau code.',
    },
    invalid: {
      title: 'Lien incomplet',
      heading: 'Ce lien ne fonctionne pas',
      advice:
        'Il manque une partie du lien. Ouvrez le lien complet ou saisissez le code là où vous l’avez demandé.',
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
      brand === undefined ? `Votre code est ${code}.` : `Votre code ${brand} est ${code}.`,
    caution: 'Ne le communiquez à personne.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Ce numéro est déjà associé à un compte. Mot de passe oublié ? Réinitialisez-le pour vous connecter.'
        : `Ce numéro est déjà associé à un compte ${brand}. Mot de passe oublié ? Réinitialisez-le pour vous connecter.`,
    'not-found': (brand) =>
      brand === undefined
        ? "Aucun compte n'est associé à ce numéro. Créez d'abord un compte."
        : `Aucun compte ${brand} n'est associé à ce numéro. Créez d'abord un compte.`,
  },
};
