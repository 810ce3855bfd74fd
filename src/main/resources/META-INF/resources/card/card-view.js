import { day, el, row } from './elements.js';
import { dataPage } from './data-page.js';
import { consentsPage } from './consents-page.js';
import { leaving } from './leaving.js';
import { profilePage } from './profile-page.js';
import { qrPicture } from './qr.js';

/** A new code is fetched when this much of the old one's life is left. */
const EARLY = 20_000;
const AGAIN = 5_000;

/** The card: who it is, the code for the till, what is on it, and the ways from here. */
export function cardView(app, card, notice) {
  const end = app.lifetime();
  return [
    notice && el('p', { class: 'notice', role: 'status' }, notice),
    el('section', { class: 'face', 'aria-label': '会员卡' },
      el('p', { class: 'face-head' }, el('strong', {}, card.name ?? '会员'), card.level.name && el('span', { class: 'level' }, card.level.name)),
      el('p', { class: 'number', 'aria-label': '卡号' }, grouped(card.cardNumber)),
      el('p', { class: 'face-foot' }, el('span', {}, card.phone ?? ''), el('span', {}, `${day(card.memberSince)} 入会`))),
    till(app, card.cardCode, end),
    el('dl', { class: 'balances' },
      balance('积分', card.balances.points), balance('优惠券', card.balances.coupons)),
    el('dl', { class: 'owner' },
      el('div', {}, el('dt', {}, '服务门店'), el('dd', {}, card.storeName ?? '还没有，到店扫码即可')),
      card.promoterName && el('div', {}, el('dt', {}, '专属导购'), el('dd', {}, card.promoterName)),
      el('div', {}, el('dt', {}, '会员编号'), el('dd', {}, card.personNumber))),
    el('nav', { class: 'rows', 'aria-label': '更多' },
      row('我的资料', '', () => app.go('我的资料', () => profilePage(app, card))),
      row('授权与同意', '', () => app.go('授权与同意', () => consentsPage(app))),
      row('我的数据', '导出、注销', () => app.go('我的数据', () => dataPage(app)))),
    leaving(app),
  ];
}

function balance(name, value) {
  return el('div', {}, el('dd', {}, String(value)), el('dt', {}, name));
}

function grouped(number) {
  return /^\d{16}$/.test(number) ? number.match(/\d{4}/g).join(' ') : number;
}

/**
 * The code for the till, fetched anew before it lapses. How long it lives is told by the code itself and by the service,
 * because the clock of a phone may be wrong.
 */
function till(app, first, end) {
  const picture = el('div', { class: 'qr' });
  const life = el('p', { class: 'soft', 'aria-live': 'off' });
  const again = el('button', { type: 'button', class: 'text', onclick: () => fetchNew() }, '刷新');
  let lapses = 0;
  let next = 0;

  function put({ code, expiresAt }) {
    const left = Date.parse(expiresAt) - issuedAt(code);
    lapses = performance.now() + left;
    next = lapses - EARLY;
    picture.replaceChildren(qrPicture(code, '会员码'));
    picture.classList.remove('lapsed');
    tick();
  }

  async function fetchNew() {
    next = performance.now() + AGAIN;
    try {
      const card = await app.api.card();
      if (!end.aborted && card) {
        put(card.cardCode);
      }
    } catch (error) {
      if (!end.aborted && performance.now() > lapses) {
        app.say(error.message);
      }
    }
  }

  function tick() {
    const left = Math.ceil((lapses - performance.now()) / 1000);
    picture.classList.toggle('lapsed', left <= 0);
    life.textContent = left > 0 ? `${left} 秒内有效，会自动刷新` : '会员码已过期，正在刷新';
    if (performance.now() >= next && !document.hidden) {
      fetchNew();
    }
  }

  put(first);
  const timer = setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick, { signal: end });
  end.addEventListener('abort', () => clearInterval(timer));
  return el('section', { class: 'till', 'aria-label': '会员码' }, picture, el('p', { class: 'hint' }, '结账时向店员出示'), life, again);
}

/** Bytes 19 to 22 of a card code: seconds since 1970. */
function issuedAt(code) {
  const bytes = atob(code.slice(3).replaceAll('-', '+').replaceAll('_', '/'));
  return 1000 * [19, 20, 21, 22].reduce((value, index) => value * 256 + bytes.charCodeAt(index), 0);
}
