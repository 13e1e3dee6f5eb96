import { render, type ComponentChild } from 'preact';

/** The part of a root of React that the element uses. */
export interface PreactRoot {
  readonly render: (component: ComponentChild) => void;
  readonly unmount: () => void;
}

/** The bundle has this in place of `react-dom/client`. */
export function createRoot(container: Element): PreactRoot {
  return {
    render: (component) => {
      render(component, container);
    },
    unmount: () => {
      render(null, container);
    },
  };
}
