/**
 * What is measured inside of the page, where nothing comes between: the time from one frame to the next, and from what a
 * person does to when it is to be seen. Runs in the page as text, so that it is plain JavaScript.
 */
export const PAGE_SCRIPT = `(() => {
  const list = () => document.querySelector('[role="listbox"][aria-label="Transcript"]');
  const rows = () => [...document.querySelectorAll('[role="listbox"][aria-label="Transcript"] .row')];
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const onScreen = () => {
    const { top, bottom } = list().getBoundingClientRect();
    return rows().filter((row) => { const box = row.getBoundingClientRect(); return box.bottom > top && box.top < bottom; });
  };
  const isRead = () => { const shown = list() === null ? [] : onScreen(); return shown.length > 5 && shown.every((row) => row.getAttribute('aria-busy') === null); };
  const until = async (is, most = 60000) => {
    const begin = performance.now();
    while (!is()) { if (performance.now() - begin > most) throw new Error('waited too long'); await frame(); }
    return performance.now() - begin;
  };
  window.bench = {
    async choose(session, line) {
      const inList = () => document.querySelector('[data-session="' + session + '"]');
      await until(() => inList() !== null);
      const begin = performance.now();
      inList().click();
      await until(() => isRead() && Number(rows().find((row) => row.dataset.line !== undefined)?.dataset.line) > line);
      return performance.now() - begin;
    },
    async jumps(count) {
      const times = [];
      for (let at = 1; at <= count; at += 1) {
        const { scrollHeight, clientHeight } = list();
        const begin = performance.now();
        list().scrollTop = ((at * 0.618034) % 1) * (scrollHeight - clientHeight);
        await frame();
        await until(isRead);
        times.push(performance.now() - begin);
      }
      return times;
    },
    async frames(milliseconds) {
      const times = [];
      let last = await frame();
      const begin = last;
      while (last - begin < milliseconds) {
        const delta = 30 + 200 * Math.abs(Math.sin((last - begin) / 700));
        list().dispatchEvent(new WheelEvent('wheel', { deltaY: delta, bubbles: true, cancelable: true }));
        const now = await frame();
        times.push(now - last);
        last = now;
      }
      return times;
    },
    async filter(text, first, complete) {
      const input = document.getElementById('filter');
      const count = () => document.querySelector('[data-testid="line-count"]')?.textContent ?? '';
      const begin = performance.now();
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await until(() => new RegExp(first).test(count()) && isRead());
      const firstResults = performance.now() - begin;
      await until(() => new RegExp(complete).test(count()), 300000);
      return [firstResults, performance.now() - begin];
    },
    hasMore(than) {
      return until(() => Number(rows()[0]?.getAttribute('aria-setsize')) > than);
    },
    watchInput() {
      window.benchInput = [];
      new PerformanceObserver((entries) => {
        for (const entry of entries.getEntries()) if (entry.name === 'keydown') window.benchInput.push(entry.duration);
      }).observe({ type: 'event', durationThreshold: 16 });
    },
  };
})()`;
