import { el, row } from './elements.js';
import { couponPage } from './coupon-page.js';
import { giftsPage } from './gift-page.js';
import { listing } from './listing.js';
import { stateWords, until } from './coupon-words.js';

/** What is shown together, by the states it has. */
const SHELVES = [
  { name: '可使用', states: ['ISSUED', 'RESERVED'], empty: '没有可用的券，去领券中心看看' },
  { name: '已使用', states: ['REDEEMED', 'GIVEN'], empty: '还没有用过券' },
  { name: '已失效', states: ['EXPIRED', 'REVOKED'], empty: '没有失效的券' },
];

/** The coupons that somebody has, or had. */
export async function walletPage(app, shown = SHELVES[0]) {
  const open = (coupon) => app.go('优惠券', () => couponPage(app, coupon.id), () => again(shown));
  const again = (shelf) => app.go('优惠券', () => walletPage(app, shelf));
  const queries = shown.states.map((state) => (cursor) => app.api.coupons(state, cursor));
  const list = await listing(app, queries, (coupon) => ticket(coupon, open), shown.empty);
  return [
    el('nav', { class: 'tabs', 'aria-label': '券的状态' }, SHELVES.map((shelf) =>
      el('button', { type: 'button', 'aria-current': shelf === shown ? 'page' : null, onclick: () => again(shelf) }, shelf.name))),
    list,
    el('nav', { class: 'rows', 'aria-label': '更多' },
      row('送出的券', '', () => app.go('送出的券', () => giftsPage(app), () => again(shown)))),
  ];
}

function ticket(coupon, open) {
  const state = coupon.state === 'ISSUED' ? until(coupon.validUntil) : stateWords(coupon.state);
  return el('button', { type: 'button', class: `ticket ${coupon.state.toLowerCase()}`, onclick: () => open(coupon) },
    el('strong', {}, coupon.name), el('span', { class: 'worth' }, coupon.summary), el('small', { class: 'soft' }, state));
}
