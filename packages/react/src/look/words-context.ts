import { createContext, useContext } from 'react';
import { en } from '../words/en.js';
import type { Words } from '../words/words.js';

/** The words of the component's language, for everything within it. */
export const WordsContext = createContext<Words>(en);

export function useWords(): Words {
  return useContext(WordsContext);
}
