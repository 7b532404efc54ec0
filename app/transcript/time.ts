/** A moment as JSON carries it: ISO 8601 in UTC with microseconds. `at`: microseconds since 1970. */
export function isoTime(at: number): string {
  const milliseconds = Math.floor(at / 1_000);
  const microseconds = String(Math.floor(at) - milliseconds * 1_000).padStart(3, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${microseconds}Z`);
}

/** The time of day where the reader is, `14:02:11.123`. `at`: microseconds since 1970. */
export function localTime(at: number): string {
  const date = new Date(at / 1_000);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => twoDigits(part));
  return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The day where the reader is, `2026-11-21`. `at`: microseconds since 1970. */
export function localDay(at: number): string {
  const date = new Date(at / 1_000);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
