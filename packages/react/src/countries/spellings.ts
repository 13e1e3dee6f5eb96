const foreignDigit = /[\u0660-\u0669\u06f0-\u06f9]/g;
const apostrophe = /['’‘ʻʼ`.]/g;
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/**
 * The ways in which people type a name: without accents, case and punctuation; `d ivoire` and `divoire`; `st` and
 * `saint`; `osterreich` and `oesterreich`; an Arabic word with and without its article.
 */
export function spellings(text: string): readonly string[] {
  const lower = text.normalize('NFKC').toLowerCase();
  const plainOnes = [lower, lower.replace(apostrophe, ''), lower.replace(/[äöü]/g, replacement(umlauts))].map(
    plain,
  );
  const further = plainOnes.flatMap((words) => [
    words,
    words.replace(/( |^)st(?= |$)/g, '$1saint'),
    words.replace(/( |^)ال/g, '$1'),
  ]);
  return [...new Set(further)].filter((words) => words !== '');
}

/** Words of lower-case letters and ASCII digits, with a space between. */
function plain(lower: string): string {
  return lower
    .replace(foreignDigit, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[ßæœøłđðþı]/g, replacement(letters))
    .replaceAll('&', ' and ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function replacement(table: Readonly<Record<string, string>>): (letter: string) => string {
  return (letter) => table[letter] ?? letter;
}
