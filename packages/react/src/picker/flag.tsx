import { useRef, type RefObject } from 'react';
import { useSeen, type WatchSight } from './use-sight.js';

export interface FlagProps {
  readonly flagRef?: RefObject<HTMLSpanElement | null>;
  /** Undefined: only the room for it. */
  readonly src: string | undefined;
}

/** The flag of a country. Decorative: the text next to it says the same. */
export function Flag({ flagRef, src }: FlagProps) {
  return (
    <span {...(flagRef && { ref: flagRef })} className="threepid-flag" part="flag">
      {src !== undefined && <img src={src} width={24} height={16} alt="" decoding="async" />}
    </span>
  );
}

export interface ListedFlagProps {
  readonly watch: WatchSight;
  readonly src: () => string | undefined;
}

/** A flag that is drawn once it is in sight: to draw all of them takes a phone seconds. */
export function ListedFlag({ watch, src }: ListedFlagProps) {
  const place = useRef<HTMLSpanElement>(null);
  const seen = useSeen(watch, place);
  return <Flag flagRef={place} src={seen ? src() : undefined} />;
}
