import { createContext, useContext, type RefObject } from 'react';

/** Levels of headings in HTML. */
export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

export interface Outline {
  /** ID of the heading, which names the component. */
  readonly headingId: string;
  readonly level: HeadingLevel;
}

/** The place of the component's heading in the page. */
export const OutlineContext = createContext<Outline>({ headingId: '', level: 2 });

export interface StepHeadingProps {
  /** Makes the heading able to get the focus. */
  readonly headingRef?: RefObject<HTMLHeadingElement | null>;
  readonly children: string;
}

/** The heading of a step. */
export function StepHeading({ headingRef, children }: StepHeadingProps) {
  const { headingId, level } = useContext(OutlineContext);
  const Heading = `h${level}` as const;
  const focusable = headingRef && { ref: headingRef, tabIndex: -1 };
  return (
    <Heading id={headingId} className="threepid-heading" part="heading" {...focusable}>
      {children}
    </Heading>
  );
}
