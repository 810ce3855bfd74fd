import { button, el, minute, time } from '../card/elements.js';
import { terms, yuan } from '../card/coupon-words.js';

/** What the counter answers, large enough to be read at arm's length. */

/** A coupon before it is used, with whose it is; or why it cannot be used. */
export function checked({ quote, confirmation, ...whose }, confirm, drop) {
  return el('article', { class: quote.applicable ? 'answer good' : 'answer bad' },
    el('p', { class: 'verdict' }, quote.applicable ? `可以核销${gain(quote)}` : `不能核销：${quote.text}`),
    about(whose, quote.coupon),
    confirmation && el('p', { class: 'soft' }, `请在 ${time(confirmation.until)} 前确认，顾客的手机可以收起`),
    confirm && choice('确认核销（回车）', confirm, drop));
}

function choice(label, confirm, drop) {
  return el('div', { class: 'answers' }, button(label, confirm, { class: 'main' }), button('取消（Esc）', drop, { class: 'quiet' }));
}

/** A coupon that depends on what is bought. */
export function amountAsked({ quote, ...whose }) {
  return el('article', { class: 'answer' },
    el('p', { class: 'verdict' }, '请输入适用商品的金额'), about(whose, quote.coupon));
}

/** Whose it is comes masked; who told nothing of themselves is known by number alone. */
function about({ personNumber, personName, personPhone }, coupon) {
  const known = [personName, personPhone].filter(Boolean).join(' ');
  return [
    el('h2', {}, coupon.name), el('p', { class: 'worth' }, coupon.summary),
    el('p', { class: 'whose' }, '会员 ', known && el('strong', {}, `${known} `), el(known ? 'small' : 'strong', {}, personNumber)),
    el('ul', { class: 'terms' }, terms(coupon).map((said) => el('li', {}, said))),
  ];
}

function gain({ discountFen, giftName }) {
  const off = discountFen > 0 ? `，减 ${yuan(discountFen)} 元` : '';
  return giftName ? `${off}，请交给顾客：${giftName}` : off;
}

export function redeemed({ coupons, redeemedAt }) {
  return el('article', { class: 'answer done', role: 'status' },
    el('p', { class: 'verdict' }, '核销成功'),
    coupons.map((use) => el('p', { class: 'worth' }, `${use.name}${gain(use)}`)),
    el('p', { class: 'soft' }, `${minute(redeemedAt)}，可以扫下一张`));
}

/** Goods that somebody paid points for. */
export function goods(order, confirm, drop) {
  return el('article', { class: 'answer good' },
    el('p', { class: 'verdict' }, `可以交付：${order.name}`), el('p', {}, `${minute(order.at)} 用 ${order.points} 积分兑换`),
    choice('确认交付（回车）', confirm, drop));
}

export function handedOver(order) {
  return el('article', { class: 'answer done', role: 'status' },
    el('p', { class: 'verdict' }, '已交付'), el('p', { class: 'worth' }, order.name), el('p', { class: 'soft' }, '可以扫下一张'));
}

/** Flaws begin with a code for programs. */
export function refused(problem) {
  const reasons = problem.flaws?.map(({ message }) => message.replace(/^[A-Z_]+ /, '')) ?? [];
  return el('article', { class: 'answer bad', role: 'alert' }, el('p', { class: 'verdict' }, problem.message),
    reasons.map((reason) => el('p', { class: 'worth' }, reason)));
}
