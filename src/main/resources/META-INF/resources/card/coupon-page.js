import { button, el, every, minute } from './elements.js';
import { giftPage } from './gift-page.js';
import { rotatingCode } from './rotating-code.js';
import { stateWords, terms, until } from './coupon-words.js';
import { walletPage } from './wallet-page.js';

/** How often somebody who shows a code is told what became of it. */
const LOOK = 4_000;
/** How long a code is good, as the contract says; counted from its arrival. */
const LIFE = 120_000;

/** One coupon: the code for the counter while it can be used, its terms, and what became of it. */
export async function couponPage(app, id) {
  const { coupon, history, storeNames } = await app.api.coupon(id);
  const isGood = coupon.state === 'ISSUED';
  const code = isGood ? await codeOf(app, coupon) : null;
  const givable = isGood && coupon.shareable && coupon.way !== 'GIFT';
  return [
    el('section', { class: `panel coupon ${coupon.state.toLowerCase()}`, 'aria-label': '券' },
      el('h2', {}, coupon.name), el('p', { class: 'worth' }, coupon.summary),
      el('p', { class: 'state' }, el('strong', {}, stateWords(coupon.state)), isGood && el('span', { class: 'soft' }, until(coupon.validUntil)))),
    code,
    givable && button('送给朋友', () => give(app, id), { class: 'plain' }),
    el('section', { class: 'panel' }, el('h2', {}, '使用说明'), el('ul', { class: 'terms' }, terms(coupon, storeNames).map((said) => el('li', {}, said)))),
    el('section', { class: 'panel' }, el('h2', {}, '记录'), el('ol', { class: 'history' }, [...history].reverse().map(change))),
  ];
}

function change({ at, text, storeName }) {
  return el('li', {}, el('span', {}, storeName ? `${text}，${storeName}` : text), el('small', { class: 'soft' }, minute(at)));
}

function again(app, id) {
  return app.go('优惠券', () => couponPage(app, id), () => app.go('优惠券', () => walletPage(app)));
}

function give(app, id) {
  return app.go('送给朋友', () => giftPage(app, id), () => again(app, id));
}

/** Where there can be no code yet, the reason stands in its place. */
async function codeOf(app, coupon) {
  const fetchNext = async () => shown(await app.api.couponCode(coupon.id));
  try {
    const first = await fetchNext();
    const end = app.lifetime();
    watch(app, coupon, end);
    return rotatingCode(app, end, first, fetchNext, { name: '券码', hint: '请店员扫码，或把数字报给店员' });
  } catch (problem) {
    return el('p', { class: 'notice', role: 'status' }, problem.message);
  }
}

/** Used at the counter meanwhile: the page says so by itself. */
function watch(app, coupon, end) {
  const look = async () => {
    if (!document.hidden) {
      const now = await app.api.couponState(coupon.id).catch(() => null);
      if (now && now.state !== coupon.state && !end.aborted) {
        await again(app, coupon.id);
      }
    }
  };
  every(LOOK, end, look);
}

function shown({ code, qr }) {
  return { text: qr, digits: code.match(/\d{1,4}/g).join(' '), life: LIFE };
}
