import type { Language } from './language.js';

/**
 * Portuguese, in words that both Brazil and Portugal use. GSM 03.38 has no `ó`, `á` or `ã`: `código`, the word that
 * people look for, costs the message with the code its longer segment; the others keep theirs.
 */
export const pt: Language = {
  tag: 'pt',
  dir: 'ltr',
  pages: {
    validated: {
      title: 'Número de telefone verificado',
      heading: 'O seu número de telefone foi verificado',
      advice: 'Pode fechar esta página e voltar ao ponto onde começou.',
    },
    incorrect: {
      title: 'Código incorreto',
      heading: 'Esse código não está correto',
      advice: 'Compare-o com a última mensagem recebida no seu telefone e tente novamente.',
    },
    expired: {
      title: 'Código expirado',
      heading: 'Este código perdeu a validade',
      advice: 'É muito antigo ou houve muitas tentativas erradas. Volte e peça um novo código.',
    },
    unknown: {
      title: 'Verificação inexistente',
      heading: 'Verificação não encontrada',
      advice: 'Talvez já tenha terminado. Volte e peça um novo código.',
    },
    invalid: {
      title: 'Link incompleto',
      heading: 'Este link não funciona',
      advice: 'Falta uma parte. Abra o link completo ou insira o código onde o pediu.',
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
    caution: 'Não o mostre a ninguém.',
    'in-use': (brand) =>
      brand === undefined
        ? 'Este telefone pertence a uma conta existente. Para entrar, redefina a sua senha.'
        : `Este telefone pertence a uma conta existente em ${brand}. Para entrar, redefina a sua senha.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'Nenhuma conta usa este telefone. Crie uma conta primeiro.'
        : `Nenhuma conta em ${brand} usa este telefone. Crie uma conta primeiro.`,
  },
};
