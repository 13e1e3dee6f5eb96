import { useEffect, useLayoutEffect } from 'react';

/** `useLayoutEffect` without React 18's warning on a server. */
export const useBrowserLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;
