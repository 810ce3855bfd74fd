/** Times as the phone and the panels write them; the day is Shanghai's, as everywhere in the service. */

const ZONE = 'Asia/Shanghai';
const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE, year: 'numeric', month: 'numeric', day: 'numeric',
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

function split(milliseconds) {
  const found = {};
  for (const { type, value } of parts.formatToParts(milliseconds)) {
    found[type] = value;
  }
  return found;
}

export function hourAndMinute(milliseconds) {
  const at = split(milliseconds);
  return `${at.hour}:${at.minute}`;
}

export function timeOfDay(milliseconds) {
  const at = split(milliseconds);
  return `${at.hour}:${at.minute}:${at.second}`;
}

export function dateAndTime(milliseconds) {
  const at = split(milliseconds);
  return `${at.year}-${at.month.padStart(2, '0')}-${at.day.padStart(2, '0')} ${at.hour}:${at.minute}:${at.second}`;
}

/** Between messages: the hour today, else the date too. */
export function chatTime(milliseconds, now) {
  const at = split(milliseconds);
  const today = split(now);
  const sameDay = at.year === today.year && at.month === today.month && at.day === today.day;
  const day = sameDay ? '' : `${at.year === today.year ? '' : `${at.year}年`}${at.month}月${at.day}日 `;
  return `${day}${at.hour}:${at.minute}`;
}

/** How long from now, in the largest unit that is at least one. */
export function remaining(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [size, unit] = [[86400, '天'], [3600, '小时'], [60, '分钟'], [1, '秒']].find(([length]) => seconds >= length) ?? [1, '秒'];
  return `${Math.floor(seconds / size)} ${unit}`;
}
