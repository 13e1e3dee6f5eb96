import type { Language } from './language.js';

/**
 * Portuguese, in words that both Brazil and Portugal use. GSM 03.38 has no `ó`, `á` or `ã`. The message with the code
 * accepts the shorter segment of UCS-2, because people look for the word `código`; the others do without these letters.
 */
export const pt: Language = {
  tag: 'pt',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Número de telefone verificado',
      heading: 'O seu número de telefone foi verificado',
      advice: 'Pode fechar esta página e continuar de onde parou.',
    },
    incorrect: {
      title: 'Código incorreto',
      heading: 'Esse código não está correto',
      advice: 'Verifique a última mensagem recebida no seu telefone e tente novamente.',
    },
    expired: {
      title: 'Código expirado',
      heading: 'Este código deixou de ser válido',
      advice: 'O código expirou ou houve muitas tentativas incorretas. Volte e solicite um novo código.',
    },
    unknown: {
      title: 'Verificação não encontrada',
      heading: 'Não encontramos esta verificação',
      advice: 'Talvez já tenha terminado. Volte e solicite um novo código.',
    },
    invalid: {
      title: 'Link incompleto',
      heading: 'Este link não funciona',
      advice: 'Falta uma parte do link. Abra o link completo ou insira o código onde o solicitou.',
    },
    limited: {
      title: 'Muitas tentativas',
      heading: 'Aguarde um momento',
      advice: 'Houve muitas tentativas em pouco tempo. Tente novamente dentro de alguns minutos.',
    },
    unavailable: {
      title: 'Temporariamente indisponível',
      heading: 'Ocorreu um erro do nosso lado',
      advice: 'Não foi possível verificar o seu código agora. Tente novamente dentro de alguns minutos.',
    },
  },
  messages: {
    verify: (code, brand) =>
      brand === undefined ? `O seu código é ${code}.` : `O seu código para ${brand} é ${code}.`,
    caution: 'Não o divulgue a ninguém.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Existe uma conta associada a este telefone. Esqueceu a senha? Redefina-a para entrar.'
        : `Existe uma conta ${brand} associada a este telefone. Esqueceu a senha? Redefina-a para entrar.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'Nenhuma conta foi encontrada para este telefone. Crie uma conta primeiro.'
        : `Nenhuma conta ${brand} foi encontrada para este telefone. Crie uma conta primeiro.`,
  },
};
