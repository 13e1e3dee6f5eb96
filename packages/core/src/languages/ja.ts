import type { Language } from './language.js';

/** Japanese. */
export const ja: Language = {
  tag: 'ja',
  dir: 'ltr',
  pages: {
    validated: {
      title: '電話番号の確認完了',
      heading: '電話番号を確認しました',
      advice: 'このページを閉じて、元の画面にお戻りください。',
    },
    incorrect: {
      title: 'コードが違います',
      heading: 'コードが正しくありません',
      advice: 'お使いの電話に届いた最新のメッセージをご確認のうえ、もう一度お試しください。',
    },
    expired: {
      title: 'コードの有効期限切れ',
      heading: 'このコードは無効になりました',
      advice:
        '有効期限が切れたか、入力ミスの回数が上限に達しました。元の画面に戻り、新しいコードを取得してください。',
    },
    unknown: {
      title: '確認手続きが見つかりません',
      heading: 'この確認手続きは見つかりませんでした',
      advice: 'すでに終了している可能性があります。元の画面に戻り、新しいコードを取得してください。',
    },
    invalid: {
      title: 'リンクが不完全です',
      heading: 'このリンクは使用できません',
      advice: 'リンクの一部が欠けています。リンク全体を開くか、元の画面でコードを入力してください。',
    },
    limited: {
      title: '試行回数が多すぎます',
      heading: 'しばらくお待ちください',
      advice: '短時間に操作が繰り返されました。数分後にもう一度お試しください。',
    },
    unavailable: {
      title: '一時的に利用できません',
      heading: 'サーバーで問題が発生しました',
      advice: '現在、コードを確認できません。数分後にもう一度お試しください。',
    },
  },
  messages: {
    verify: (code, brand) => (brand === undefined ? `認証コード: ${code}` : `${brand}の認証コード: ${code}`),
    caution: '他人に教えないでください。',
    'in-use': (brand) =>
      brand === undefined
        ? 'この番号はすでに登録されています。パスワードをお忘れの場合は、再設定してください。'
        : `この番号は${brand}に登録済みです。パスワードをお忘れの場合は再設定してください。`,
    'not-found': (brand) =>
      brand === undefined
        ? 'この番号は登録されていません。先にアカウントを作成してください。'
        : `この番号は${brand}に登録されていません。先にアカウントを作成してください。`,
  },
};
