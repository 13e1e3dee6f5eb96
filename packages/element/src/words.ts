/** Exported by the bundle as a copy, so that the declarations need no React. */
export type {
  CodeWords,
  CountryWords,
  DoneWords,
  NumberWords,
  PluralWords,
  ProblemName,
  Words,
} from '@threepid/react/form';
