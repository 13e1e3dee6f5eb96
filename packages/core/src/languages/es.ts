import type { Language } from './language.js';

/**
 * Spanish. GSM 03.38 has no `ó` or `ú`: `código`, the word that people look for, costs the message with the code its
 * longer segment; the others say `teléfono` and keep theirs.
 */
export const es: Language = {
  tag: 'es',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Número de teléfono verificado',
      heading: 'Tu número de teléfono está verificado',
      advice: 'Puedes cerrar esta página y volver a donde empezaste.',
    },
    incorrect: {
      title: 'Código incorrecto',
      heading: 'Ese código no es correcto',
      advice: 'Compáralo con el último mensaje que recibiste en tu teléfono e inténtalo de nuevo.',
    },
    expired: {
      title: 'Código caducado',
      heading: 'Este código ya no es válido',
      advice:
        'Es demasiado antiguo o hubo demasiados intentos fallidos. Vuelve atrás y pide un código nuevo.',
    },
    unknown: {
      title: 'Verificación no encontrada',
      heading: 'No encontramos esta verificación',
      advice: 'Puede que ya haya terminado. Vuelve atrás y pide un código nuevo.',
    },
    invalid: {
      title: 'Enlace incompleto',
      heading: 'Este enlace no funciona',
      advice: 'Le falta una parte. Abre el enlace completo o escribe el código donde lo pediste.',
    },
    limited: {
      title: 'Demasiados intentos',
      heading: 'Espera un momento',
      advice: 'Hubo demasiados intentos en poco tiempo. Inténtalo de nuevo en unos minutos.',
    },
    unavailable: {
      title: 'No disponible por el momento',
      heading: 'Hubo un error por nuestra parte',
      advice: 'No pudimos comprobar tu código. Inténtalo de nuevo en unos minutos.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `Tu código es ${code}.` : `Tu código para ${brand} es ${code}.`,
    caution: 'No lo compartas con nadie.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Ya tienes una cuenta con este teléfono. Para entrar, restablece tu contraseña.'
        : `Ya tienes una cuenta en ${brand} con este teléfono. Para entrar, restablece tu contraseña.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'No hay ninguna cuenta con este teléfono. Crea una primero.'
        : `No hay ninguna cuenta en ${brand} con este teléfono. Crea una primero.`,
  },
};
