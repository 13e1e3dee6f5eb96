import type { Language } from './language.js';

/**
 * Spanish. GSM 03.38 has no `ó` or `ú`. The message with the code accepts the shorter segment of UCS-2, because people
 * look for the word `código`; the others say `teléfono` instead of `número`.
 */
export const es: Language = {
  tag: 'es',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Número de teléfono verificado',
      heading: 'Tu número de teléfono está verificado',
      advice: 'Puedes cerrar esta página y continuar donde lo dejaste.',
    },
    incorrect: {
      title: 'Código incorrecto',
      heading: 'Ese código no es correcto',
      advice: 'Revisa el último mensaje que recibiste en tu teléfono e inténtalo de nuevo.',
    },
    expired: {
      title: 'Código caducado',
      heading: 'Este código ya no es válido',
      advice: 'Ha caducado o hubo demasiados intentos fallidos. Vuelve atrás y solicita un código nuevo.',
    },
    unknown: {
      title: 'Verificación no encontrada',
      heading: 'No encontramos esta verificación',
      advice: 'Es posible que ya haya terminado. Vuelve atrás y solicita un código nuevo.',
    },
    invalid: {
      title: 'Enlace incompleto',
      heading: 'Este enlace no funciona',
      advice: 'Falta una parte del enlace. Abre el enlace completo o escribe el código donde lo solicitaste.',
    },
    limited: {
      title: 'Demasiados intentos',
      heading: 'Espera un momento',
      advice: 'Hubo demasiados intentos en poco tiempo. Inténtalo de nuevo en unos minutos.',
    },
    unavailable: {
      title: 'No disponible por el momento',
      heading: 'Se produjo un error por nuestra parte',
      advice: 'No pudimos verificar tu código. Inténtalo de nuevo en unos minutos.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Tu código es ${code}.` : `Tu código de ${brand} es ${code}.`,
    caution: 'No lo compartas con nadie.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Ya tienes una cuenta con este teléfono. ¿Olvidaste tu contraseña? Restablécela para entrar.'
        : `Ya tienes una cuenta de ${brand} con este teléfono. ¿Olvidaste tu contraseña? Restablécela para entrar.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'No hay ninguna cuenta asociada a este teléfono. Crea una primero.'
        : `No hay ninguna cuenta de ${brand} asociada a este teléfono. Crea una primero.`,
  },
};
