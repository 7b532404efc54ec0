import { useEffect, useState } from 'react';

/** The time, anew every second: an open conversation's duration grows while nothing is said. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
