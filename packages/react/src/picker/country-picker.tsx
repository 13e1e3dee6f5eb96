import { useRef, type RefObject } from 'react';
import type { Country } from '../countries/country.js';
import type { FlagOf } from '../countries/load-flags.js';
import { useWords } from '../look/words-context.js';
import { wordsOfFound } from '../words/filled.js';
import { ListedFlag } from './flag.js';
import { Modal } from './modal.js';
import { useCountrySearch } from './use-country-search.js';
import { useSight, type WatchSight } from './use-sight.js';

export interface CountryPickerProps {
  readonly countries: readonly Country[];
  readonly flagOf: FlagOf;
  readonly chosen: Country['code'];
  /** `code` is undefined if the person chose none. */
  readonly onClose: (code: Country['code'] | undefined) => void;
}

/** A dialog with all countries, searchable by name, code or calling code, for keyboard and touch. */
export function CountryPicker({ countries, flagOf, chosen, onClose }: CountryPickerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const words = useWords();
  const searching = useCountrySearch(countries, chosen);
  const { active } = searching;
  const close = (code?: Country['code']): void => {
    // Nothing behind an open dialog can get the focus.
    dialog.current?.close();
    onClose(code);
  };
  const leave = (): void => {
    close();
  };
  return (
    <Modal dialogRef={dialog} label={words.countries.choose} dir={words.dir} onLeave={leave}>
      <div className="threepid-picker-content">
        <div className="threepid-picker-head">
          <SearchField
            searching={searching}
            onEnter={() => {
              if (active !== undefined) close(active.code);
            }}
          />
          <CloseButton onPress={leave} />
        </div>
        <CountryList searching={searching} flagOf={flagOf} chosen={chosen} onPick={close} />
        <FoundCount search={searching.search} count={searching.found.length} />
      </div>
    </Modal>
  );
}

type Searching = ReturnType<typeof useCountrySearch>;

interface SearchFieldProps {
  readonly searching: Searching;
  readonly onEnter: () => void;
}

/** The field also controls the list, so that a person can type and choose without leaving it. */
function SearchField({ searching, onEnter }: SearchFieldProps) {
  const { countries: words } = useWords();
  const { search, active, listId, optionId, change, press } = searching;
  return (
    <input
      className="threepid-search"
      part="search"
      type="text"
      inputMode="search"
      autoComplete="off"
      autoCorrect="off"
      spellCheck="false"
      role="combobox"
      aria-label={words.search}
      aria-autocomplete="list"
      aria-expanded="true"
      aria-controls={listId}
      aria-activedescendant={active === undefined ? undefined : optionId(active.code)}
      placeholder={words.placeholder}
      value={search}
      onInput={({ currentTarget }) => {
        change(currentTarget.value);
      }}
      onKeyDown={(event) => {
        press(event);
        if (event.key !== 'Enter') return;
        // The dialog is inside the form, which must not be submitted.
        event.preventDefault();
        onEnter();
      }}
    />
  );
}

/** Announced to screen readers during a search; visible only if nothing was found. */
function FoundCount({ search, count }: { readonly search: string; readonly count: number }) {
  const words = useWords();
  return (
    <p className={count === 0 ? 'threepid-none' : 'threepid-visually-hidden'} role="status">
      {count === 0 ? words.countries.none : search !== '' && wordsOfFound(words, count)}
    </p>
  );
}

function CloseButton({ onPress }: { readonly onPress: () => void }) {
  const { countries: words } = useWords();
  return (
    <button type="button" className="threepid-close" aria-label={words.close} onClick={onPress}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m4 4 8 8m0-8-8 8" />
      </svg>
    </button>
  );
}

interface CountryListProps extends Pick<CountryPickerProps, 'flagOf' | 'chosen'> {
  readonly searching: Searching;
  readonly onPick: (code: Country['code']) => void;
}

function CountryList({ searching, flagOf, chosen, onPick }: CountryListProps) {
  const { countries: words } = useWords();
  const { found, active, activeRef, listId, optionId } = searching;
  const watch = useSight();
  return (
    <ul id={listId} className="threepid-countries" role="listbox" aria-label={words.list}>
      {found.map((country) => (
        <CountryOption
          key={country.code}
          id={optionId(country.code)}
          country={country}
          flag={() => flagOf(country.code)}
          watch={watch}
          chosen={country.code === chosen}
          activeRef={country === active ? activeRef : undefined}
          onPick={onPick}
        />
      ))}
    </ul>
  );
}

interface CountryOptionProps {
  readonly id: string;
  readonly country: Country;
  readonly flag: () => string | undefined;
  readonly watch: WatchSight;
  readonly chosen: boolean;
  /** Defined if this is the active option. */
  readonly activeRef: RefObject<HTMLLIElement | null> | undefined;
  readonly onPick: (code: Country['code']) => void;
}

function CountryOption({ id, country, flag, watch, chosen, activeRef, onPick }: CountryOptionProps) {
  const { code, name, callingCode } = country;
  return (
    <li
      {...(activeRef && { ref: activeRef })}
      id={id}
      className="threepid-country-option"
      role="option"
      aria-selected={chosen}
      data-active={activeRef !== undefined}
      onClick={() => {
        onPick(code);
      }}
    >
      <ListedFlag watch={watch} src={flag} />
      <span className="threepid-country-name">{name}</span>
      <span className="threepid-calling-code" dir="ltr">
        +{callingCode}
      </span>
    </li>
  );
}
