import { button, el, minute } from './elements.js';
import { listing } from './listing.js';

/** What somebody has, what of it lapses when, and how it came about. */
export async function pointsPage(app) {
  const [points, lines] = await Promise.all([
    app.api.points(), listing(app, [(cursor) => app.api.pointEntries(cursor)], line, '还没有积分记录'),
  ]);
  return [
    el('section', { class: 'panel sums', 'aria-label': '积分余额' },
      el('p', { class: 'sum' }, el('strong', {}, String(points.available)), el('span', { class: 'soft' }, '可用积分')),
      el('dl', { class: 'parts' }, parts(points)),
      lapsing(points.lapsing),
      button('签到', () => checkIn(app))),
    el('section', { class: 'panel', 'aria-label': '积分明细' }, el('h2', {}, '明细'), lines),
  ];
}

function parts({ balance, held, pending, debt }) {
  return [['余额', balance], ['冻结中', held], ['待生效', pending], ['待抵扣', debt]]
    .filter(([name, value]) => value > 0 || (name === '余额' && value !== 0))
    .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, String(value))));
}

function lapsing(dates) {
  return dates.length > 0 && el('ul', { class: 'soft', 'aria-label': '即将到期' }, dates.map(({ lastDay, points }) =>
    el('li', {}, `${points} 积分可用到 ${dayOf(lastDay)}`)));
}

/** A calendar day, which no time zone moves. */
function dayOf(date) {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  return `${year}年${month}月${dayOfMonth}日`;
}

function line({ at, text, points, balance }) {
  return el('div', { class: 'entry' },
    el('span', { class: 'entry-text' }, text),
    el('strong', { class: points > 0 ? 'plus' : 'minus' }, points > 0 ? `+${points}` : String(points)),
    el('small', { class: 'soft' }, minute(at)), el('small', { class: 'soft' }, `余额 ${balance}`));
}

async function checkIn(app) {
  let answer = null;
  if (await app.attempt(async () => { answer = await app.api.checkIn(); })) {
    await app.go('积分', () => pointsPage(app));
    app.say(checkedIn(answer));
  }
}

function checkedIn({ first, points }) {
  if (!first) {
    return '今天已经签到过了，明天再来';
  }
  return points > 0 ? `签到成功，+${points} 积分` : '签到成功';
}
