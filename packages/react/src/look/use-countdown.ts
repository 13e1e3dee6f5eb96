import { useEffect, useState } from 'react';

/** Milliseconds left until a point in time (Unix milliseconds), updated every second; 0 once it has passed. */
export function useCountdown(until: number): number {
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, until - now);
  useEffect(() => {
    if (until <= Date.now()) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    setNow(Date.now());
    return () => {
      clearInterval(timer);
    };
  }, [until, left === 0]);
  return left;
}
