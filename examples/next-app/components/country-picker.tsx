import { useRef } from 'react';
import type { Country } from './country';
import { Flag } from './flag';
import { Modal } from './modal';
import { useCountrySearch } from './use-country-search';

export interface CountryPickerProps {
  readonly countries: readonly Country[];
  readonly chosen: Country['code'];
  /** `code` is undefined if the person chose none. */
  readonly onClose: (code: Country['code'] | undefined) => void;
}

/** A dialog with all countries, searchable by name, code or calling code, for keyboard and touch. */
export function CountryPicker({ countries, chosen, onClose }: CountryPickerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const searching = useCountrySearch(countries, chosen);
  const { search, found, active, listId, optionId } = searching;
  const close = (code?: Country['code']): void => {
    // Nothing behind an open dialog can get the focus.
    dialog.current?.close();
    onClose(code);
  };
  const leave = (): void => {
    close();
  };
  return (
    <Modal ref={dialog} className="picker" label="Choose a country" onLeave={leave}>
      <div className="picker-content">
        <div className="picker-head">
          <SearchField
            searching={searching}
            onEnter={() => {
              if (active !== undefined) close(active.code);
            }}
          />
          <CloseButton onPress={leave} />
        </div>
        <ul id={listId} role="listbox" aria-label="Countries">
          {found.map((country) => (
            <CountryOption
              key={country.code}
              id={optionId(country.code)}
              country={country}
              chosen={country.code === chosen}
              active={country === active}
              onPick={close}
            />
          ))}
        </ul>
        <FoundCount search={search} count={found.length} />
      </div>
    </Modal>
  );
}

interface SearchFieldProps {
  readonly searching: ReturnType<typeof useCountrySearch>;
  readonly onEnter: () => void;
}

/** The field also controls the list, so that a person can type and choose without leaving it. */
function SearchField({ searching, onEnter }: SearchFieldProps) {
  const { search, active, listId, optionId, change, press } = searching;
  return (
    <input
      className="search"
      type="text"
      inputMode="search"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      role="combobox"
      aria-label="Search countries"
      aria-autocomplete="list"
      aria-expanded="true"
      aria-controls={listId}
      aria-activedescendant={active === undefined ? undefined : optionId(active.code)}
      placeholder="Search by country or code"
      value={search}
      onChange={({ target }) => {
        change(target.value);
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
  return (
    <p className={count === 0 ? 'none' : 'visually-hidden'} role="status">
      {count === 0 ? 'No countries found' : search !== '' && `${count} found`}
    </p>
  );
}

function CloseButton({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" className="close" aria-label="Close" onClick={onPress}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m4 4 8 8m0-8-8 8" />
      </svg>
    </button>
  );
}

interface CountryOptionProps {
  readonly id: string;
  readonly country: Country;
  readonly chosen: boolean;
  readonly active: boolean;
  readonly onPick: (code: Country['code']) => void;
}

function CountryOption({ id, country, chosen, active, onPick }: CountryOptionProps) {
  const { code, name, callingCode } = country;
  return (
    <li
      id={id}
      role="option"
      aria-selected={chosen}
      data-active={active}
      onClick={() => {
        onPick(code);
      }}
    >
      <Flag code={code} />
      <span className="name">{name}</span>
      <span className="calling-code">+{callingCode}</span>
    </li>
  );
}
