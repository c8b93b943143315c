import { useEffect, useState } from 'preact/hooks';

/** The time, drawn anew every so often: for waits and deadlines on the screen. */
export function useNow(every = 15_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
