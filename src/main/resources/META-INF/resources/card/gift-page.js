import { button, el, minute } from './elements.js';
import { couponPage } from './coupon-page.js';
import { listing } from './listing.js';
import { qrPicture } from './qr.js';
import { until } from './coupon-words.js';
import { walletPage } from './wallet-page.js';

const STATES = { OPEN: '等待朋友领取', TAKEN: '朋友已收下', TAKEN_BACK: '已收回', LAPSED: '没有人领取，已失效' };

/** Offers a coupon to a friend, and shows the link that they open. */
export async function giftPage(app, couponId) {
  const gift = await app.api.offerGift(couponId);
  const link = app.client.giftLink(gift.token);
  const shown = el('input', { class: 'link', readonly: true, value: link, 'aria-label': '领取链接' });
  return [
    el('section', { class: 'panel gift' },
      el('h2', {}, '请朋友用微信扫一扫'),
      el('div', { class: 'qr' }, qrPicture(link, '领取链接的二维码')),
      shown,
      button('复制链接', () => copy(app, shown)),
      el('p', { class: 'soft' }, `先到先得，只有一位朋友能收下。${minute(gift.endsAt)} 前没有人领取就失效，券仍是您的。`)),
    button('收回', () => takeBack(app, gift), { class: 'plain danger' }),
  ];
}

async function copy(app, field) {
  try {
    await navigator.clipboard.writeText(field.value);
    app.say('已复制，发给朋友吧');
  } catch {
    field.focus();
    field.select();
    app.say('请长按复制');
  }
}

async function takeBack(app, gift) {
  if (await app.attempt(() => app.api.takeBackGift(gift.id))) {
    await openCoupon(app, gift.couponId);
    app.say('已收回，链接不能再用');
  }
}

function openCoupon(app, id) {
  return app.go('优惠券', () => couponPage(app, id), () => app.go('优惠券', () => walletPage(app)));
}

/** What was offered to friends, and what became of it. */
export function giftsPage(app) {
  return listing(app, [(cursor) => app.api.gifts(cursor)], (gift) => el('button', {
    type: 'button', class: 'ticket', onclick: () => openCoupon(app, gift.couponId),
  }, el('strong', {}, STATES[gift.state] ?? gift.state),
  el('small', { class: 'soft' }, `${minute(gift.madeAt)} 送出${gift.takenAt ? `，${minute(gift.takenAt)} 收下` : ''}`)), '还没有送过券');
}

/** What a friend offers, to whoever opened the link. */
export async function giftOffered(app, token) {
  const gift = await found(app, token);
  if (!gift) {
    return el('p', { class: 'notice', role: 'status' }, '没有这份赠礼，请让朋友再发一次链接');
  }
  const take = async () => {
    let coupon = null;
    if (await app.attempt(async () => { coupon = await app.api.takeGift(token); })) {
      await openCoupon(app, coupon.id);
      app.say('已收下，到店出示券码即可使用');
    }
  };
  return [
    el('section', { class: 'panel gift' },
      el('h2', {}, gift.name), el('p', { class: 'soft' }, until(gift.validUntil)),
      gift.state === 'OPEN'
        ? button('收下', take, { class: 'main wide' })
        : el('p', { class: 'notice', role: 'status' }, STATES[gift.state] ?? gift.state)),
  ];
}

/** A link that was cut short on its way finds nothing. */
async function found(app, token) {
  try {
    return await app.api.lookAtGift(token);
  } catch (problem) {
    if (problem.code === 'claim.gift-unknown') {
      return null;
    }
    throw problem;
  }
}
