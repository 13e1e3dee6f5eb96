import { RobotCheck } from './robot-check.js';

export interface MessageAreaProps {
  /** Prefix of the elements' IDs: `{id}-error` and `{id}-hint`. */
  readonly id: string;
  readonly error: string;
  readonly news?: string;
  /** Shown while there is nothing else to say. */
  readonly hint?: string;
  /** Share of the server's challenge that is done; undefined: there is none. */
  readonly checked: number | undefined;
  /** All texts that may come. The longest one decides how much room is kept, so that nothing below moves. */
  readonly expected: readonly string[];
}

/** What the component has to say about a field. The live regions are always there, so that changes are announced. */
export function MessageArea({ id, error, news = '', hint = '', checked, expected }: MessageAreaProps) {
  const quiet = error === '' && news === '' && checked === undefined;
  return (
    <div className="threepid-messages" data-room={longest(expected)}>
      <p id={`${id}-error`} className="threepid-error" part="error" role="alert">
        {error}
      </p>
      <p className="threepid-news" part="news" role="status">
        {news}
      </p>
      <RobotCheck id={`${id}-check`} done={checked} />
      {hint !== '' && (
        <p id={`${id}-hint`} className="threepid-hint" part="hint" data-shown={quiet}>
          {hint}
        </p>
      )}
    </div>
  );
}

function longest(texts: readonly string[]): string {
  return texts.reduce((long, text) => (text.length > long.length ? text : long), '');
}
