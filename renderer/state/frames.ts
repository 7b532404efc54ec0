/** Runs something once, soon. */
export type Schedule = (run: () => void) => void;

/** How long a page that is not drawn (a hidden tab) waits for the frame that does not come, in milliseconds. */
const HIDDEN_FRAME_MS = 200;

/** Runs something at the next frame; in a page that draws none, a moment later all the same. */
export function atNextFrame(run: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_FRAME_MS);
}

/** Makes of many calls one run: what comes before the run belongs to it, what comes later begins the next. */
export function coalesce(schedule: Schedule, run: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    schedule(() => {
      asked = false;
      run();
    });
  };
}
