import { button, day, el, minute, row } from './elements.js';
import { couponPage } from './coupon-page.js';
import { listing } from './listing.js';
import { qrPicture } from './qr.js';

/** How a scanner knows the code of goods from that of a coupon. */
const PREFIX = 'GKR.';
const STATES = { WAITING: '待领取', DONE: '已完成', CANCELLED: '已取消，积分已退回', LAPSED: '过期未领，积分已退回' };

/** What points can be exchanged for. */
export async function rewardsPage(app) {
  let available = 0;
  const query = async (cursor) => {
    const { availablePoints, rewards } = await app.api.rewards(cursor);
    available = availablePoints;
    return rewards;
  };
  const list = await listing(app, [query], (reward) => rewardLine(app, reward), '现在没有可换的礼品');
  return [
    el('section', { class: 'panel sums' }, el('p', { class: 'sum' }, el('strong', {}, String(available)), el('span', { class: 'soft' }, '可用积分'))),
    el('section', { class: 'panel' }, el('h2', {}, '可换的礼品'), list),
    el('nav', { class: 'rows', 'aria-label': '更多' }, row('我的兑换', '', () => openOrders(app))),
  ];
}

function openRewards(app) {
  return app.go('积分换礼', () => rewardsPage(app));
}

function openOrders(app) {
  return app.go('我的兑换', () => ordersPage(app), () => openRewards(app));
}

/** Each reward says for itself why it cannot be had. */
function rewardLine(app, reward) {
  const said = el('p', { class: 'said', role: 'status' }, reward.refusal && reward.why);
  const order = button('兑换', () => wish(), { 'aria-label': `兑换 ${reward.name}`, hidden: reward.refusal !== null });

  async function wish() {
    if (!await app.ask(`用 ${reward.points} 积分兑换？`, reward.name, '兑换')) {
      return;
    }
    try {
      const made = await app.api.orderReward(reward.id, reward.points);
      await (made.couponId ? openCoupon(app, made.couponId) : openOrders(app));
      app.say(`已兑换：${made.name}`);
    } catch (problem) {
      said.textContent = problem.message;
    }
  }

  return el('div', { class: 'offer' },
    el('div', {}, el('strong', {}, reward.name), el('span', { class: 'worth' }, `${reward.points} 积分`),
      el('small', { class: 'soft' }, facts(reward)), reward.description && el('small', { class: 'soft' }, reward.description)),
    order, said);
}

function facts({ kind, left, perPerson, had, opensAt, closesAt }) {
  return [
    kind === 'COUPON' ? '优惠券，马上到账' : '实物，到店领取',
    left !== null && `剩 ${left} 份`,
    perPerson !== null && `每人限 ${perPerson} 份，已换 ${had} 份`,
    opensAt && Date.parse(opensAt) > Date.now() && `${minute(opensAt)} 开始`,
    closesAt && `${minute(closesAt)} 截止`,
  ].filter(Boolean).join('，');
}

function openCoupon(app, id) {
  return app.go('优惠券', () => couponPage(app, id), () => openRewards(app));
}

/** What points were exchanged for; goods with the code that collects them. */
function ordersPage(app) {
  return listing(app, [(cursor) => app.api.rewardOrders(cursor)], (order) => orderLine(app, order), '还没有换过礼品');
}

function orderLine(app, order) {
  return el('section', { class: 'panel order' },
    el('p', { class: 'state' }, el('strong', {}, order.name), el('span', { class: 'soft' }, STATES[order.state] ?? order.state)),
    el('p', { class: 'soft' }, `${minute(order.at)}，${order.points} 积分`),
    order.code && collecting(order),
    order.state === 'WAITING' && button('取消兑换', () => cancel(app, order), { class: 'text' }),
    order.couponId && button('查看券', () => openCoupon(app, order.couponId), { class: 'plain' }));
}

function collecting({ code, collectUntil }) {
  return el('div', { class: 'till', role: 'group', 'aria-label': '提货码' },
    el('div', { class: 'qr' }, qrPicture(PREFIX + code, '提货码')),
    el('p', { class: 'digits' }, code.match(/\d{1,4}/g).join(' ')),
    el('p', { class: 'hint' }, '到店向店员出示'),
    collectUntil && el('p', { class: 'soft' }, `请在 ${day(new Date(Date.parse(collectUntil) - 1))} 前领取，含当日`));
}

async function cancel(app, order) {
  if (await app.ask('取消这笔兑换？', `${order.points} 积分会退回。`, '取消兑换') && await app.attempt(() => app.api.cancelRewardOrder(order.id))) {
    await openOrders(app);
    app.say('已取消，积分已退回');
  }
}
