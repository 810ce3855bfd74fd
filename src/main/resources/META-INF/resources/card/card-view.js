import { day, el, row } from './elements.js';
import { dataPage } from './data-page.js';
import { consentsPage } from './consents-page.js';
import { leaving } from './leaving.js';
import { offersPage } from './offers-page.js';
import { pointsPage } from './points-page.js';
import { profilePage } from './profile-page.js';
import { rewardsPage } from './rewards-page.js';
import { rotatingCode } from './rotating-code.js';
import { walletPage } from './wallet-page.js';

/** The card: who it is, the code for the till, what is on it, and the ways from here. */
export function cardView(app, card, notice) {
  const end = app.lifetime();
  const points = balance('积分', () => app.go('积分', () => pointsPage(app)));
  const coupons = balance('优惠券', () => app.go('优惠券', () => walletPage(app)));
  const put = (balances) => {
    points.put(balances.points);
    coupons.put(balances.coupons);
  };
  put(card.balances);
  const fetchNext = async () => {
    const now = await app.api.card();
    if (now) {
      put(now.balances);
    }
    return now && shown(now.cardCode);
  };
  return [
    notice && el('p', { class: 'notice', role: 'status' }, notice),
    el('section', { class: 'face', 'aria-label': '会员卡' },
      el('p', { class: 'face-head' }, el('strong', {}, card.name ?? '会员'), card.level.name && el('span', { class: 'level' }, card.level.name)),
      el('p', { class: 'number', 'aria-label': '卡号' }, grouped(card.cardNumber)),
      el('p', { class: 'face-foot' }, el('span', {}, card.phone ?? ''), el('span', {}, `${day(card.memberSince)} 入会`))),
    rotatingCode(app, end, shown(card.cardCode), fetchNext, { name: '会员码', hint: '结账时向店员出示' }),
    el('nav', { class: 'balances', 'aria-label': '积分和优惠券' }, points.element, coupons.element),
    el('dl', { class: 'owner' },
      el('div', {}, el('dt', {}, '服务门店'), el('dd', {}, card.storeName ?? '还没有，到店扫码即可')),
      card.promoterName && el('div', {}, el('dt', {}, '专属导购'), el('dd', {}, card.promoterName)),
      el('div', {}, el('dt', {}, '会员编号'), el('dd', {}, card.personNumber))),
    el('nav', { class: 'rows', 'aria-label': '更多' },
      row('领券中心', '领券、兑换码', () => app.go('领券中心', () => offersPage(app))),
      row('积分换礼', '', () => app.go('积分换礼', () => rewardsPage(app))),
      row('我的资料', '', () => app.go('我的资料', () => profilePage(app, card))),
      row('授权与同意', '', () => app.go('授权与同意', () => consentsPage(app))),
      row('我的数据', '导出、注销', () => app.go('我的数据', () => dataPage(app)))),
    leaving(app),
  ];
}

function balance(name, action) {
  const value = el('strong', {});
  return {
    element: el('button', { type: 'button', onclick: action }, value, el('span', {}, name)),
    put: (number) => { value.textContent = String(number); },
  };
}

function grouped(number) {
  return /^\d{16}$/.test(number) ? number.match(/\d{4}/g).join(' ') : number;
}

/** How long a code lives is told by the code itself and by the service. */
function shown({ code, expiresAt }) {
  return { text: code, life: Date.parse(expiresAt) - issuedAt(code) };
}

/** Bytes 19 to 22 of a card code: seconds since 1970. */
function issuedAt(code) {
  const bytes = atob(code.slice(3).replaceAll('-', '+').replaceAll('_', '/'));
  return 1000 * [19, 20, 21, 22].reduce((value, index) => value * 256 + bytes.charCodeAt(index), 0);
}
