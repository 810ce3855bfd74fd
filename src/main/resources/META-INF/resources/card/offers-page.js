import { button, el, field, minute } from './elements.js';
import { couponPage } from './coupon-page.js';
import { worth } from './coupon-words.js';

/** Nothing is known to have been done: the same may be sent again, and is the same then. */
const AGAIN = ['claim.busy', 'claim.try-again', 'platform.busy', 'request.too-many'];

/** What can be had now, and a code that was printed somewhere. */
export async function offersPage(app) {
  const offers = await app.api.couponOffers();
  return [
    el('section', { class: 'panel' }, el('h2', {}, '可领的券'),
      offers.length === 0
        ? el('p', { class: 'soft empty' }, '现在没有可领的券')
        : el('ul', { class: 'list' }, offers.map((offer) => el('li', {}, offerLine(app, offer))))),
    exchangeForm(app),
  ];
}

function open(app, id) {
  return app.go('优惠券', () => couponPage(app, id), () => app.go('领券中心', () => offersPage(app)));
}

/** Each offer says for itself what became of the wish. */
function offerLine(app, offer) {
  const said = el('p', { class: 'said', role: 'status' });
  const claim = button('领取', () => wish(), { 'aria-label': `领取 ${offer.name}` });
  const say = (words, coupon = null) => said.replaceChildren(words,
    ...(coupon ? [el('button', { type: 'button', class: 'text', onclick: () => open(app, coupon) }, '查看')] : []));

  async function wish() {
    try {
      const coupon = await app.api.claimCoupon(offer.templateId);
      say('已领取', coupon.id);
      await settle();
    } catch (problem) {
      refused(problem);
    }
  }

  function refused(problem) {
    const mayTryAgain = !problem.code || AGAIN.includes(problem.code) || problem.status >= 500;
    claim.textContent = mayTryAgain ? '再试一次' : '领取';
    claim.hidden = !mayTryAgain;
    if (problem.code === 'claim.limit-reached') {
      say(problem.message, problem.detail);
    } else {
      say(problem.code === 'claim.not-open' && problem.detail ? `${problem.message}：${problem.detail}` : problem.message);
    }
  }

  /** Some may be had more than once. */
  async function settle() {
    const now = await app.api.couponOffers().catch(() => []);
    claim.hidden = !now.some(({ templateId }) => templateId === offer.templateId);
    claim.textContent = '再领一张';
  }

  return el('div', { class: 'offer' },
    el('div', {}, el('strong', {}, offer.name), el('span', { class: 'worth' }, worth(offer)),
      el('small', { class: 'soft' }, facts(offer)), offer.note && el('small', { class: 'soft' }, offer.note)),
    claim, said);
}

function facts({ left, closesAt }) {
  return [left !== null && `余约 ${left} 张`, closesAt && `${minute(closesAt)} 截止`].filter(Boolean).join('，');
}

function exchangeForm(app) {
  const code = el('input', { name: 'code', maxlength: 40, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', required: true });
  const said = el('p', { class: 'said', role: 'status' });
  const send = button('兑换', async () => {
    if (code.value.trim() === '') {
      code.focus();
      return;
    }
    try {
      const coupon = await app.api.exchange(code.value.trim());
      await open(app, coupon.id);
      app.say(`已兑换：${coupon.name}`);
    } catch (problem) {
      said.textContent = problem.message;
    }
  });
  return el('form', { class: 'panel', onsubmit: (event) => { event.preventDefault(); send.click(); } },
    el('h2', {}, '兑换码'), field('输入兑换码', code, '不分大小写，可以不打连字符'), send, said);
}
