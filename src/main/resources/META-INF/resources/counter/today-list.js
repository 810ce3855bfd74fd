import { button, day, el, field, time } from '../card/elements.js';
import { yuan } from '../card/coupon-words.js';

const STATES = { REDEEMED: '已核销', UNDONE: '已撤销', RETURNED: '已退回' };

/** What this counter did today. Managers undo what was done a moment ago, and say why. */
export function todayList(app, store, settled) {
  const isManager = store.roles.includes('STORE_MANAGER');
  const rows = el('ul', { class: 'rows' });
  const said = el('p', { class: 'refused', role: 'alert' });
  const goods = el('ul', { class: 'rows' });
  const more = button('更多', () => load(next), { class: 'quiet', hidden: true });
  let next = null;
  let asked = 0;

  /** The answer of an older question comes too late. */
  async function load(cursor = null) {
    const mine = asked += 1;
    try {
      const page = await app.api.today(store.id, cursor);
      const handed = cursor === null ? await app.api.handedOver(store.id) : null;
      if (mine === asked) {
        put(page, cursor === null);
        if (handed) {
          putGoods(handed.items);
        }
      }
    } catch (problem) {
      said.textContent = problem.message;
    }
  }

  function put(page, isFirst) {
    said.textContent = '';
    rows.replaceChildren(...(isFirst ? [] : rows.children), ...page.items.map(row));
    if (rows.children.length === 0) {
      rows.append(el('li', { class: 'soft' }, '今天还没有核销'));
    }
    next = page.next ?? null;
    more.hidden = next === null;
  }

  /** The newest ones; the list of the service goes back further. */
  function putGoods(orders) {
    const now = orders.filter(({ endedAt }) => endedAt && day(endedAt) === day(Date.now()));
    goods.replaceChildren(...now.map((order) => el('li', {},
      el('span', {}, order.name), el('strong', {}, '已交付'), el('small', {}, time(order.endedAt)))));
  }

  function row(done) {
    const item = el('li', { class: done.state.toLowerCase() },
      el('span', {}, done.coupons), el('strong', {}, STATES[done.state] ?? done.state),
      el('small', {}, [time(done.at), done.discountFen > 0 && `减 ${yuan(done.discountFen)} 元`].filter(Boolean).join('，')));
    if (isManager && done.state === 'REDEEMED') {
      const undo = button('撤销', () => {
        undo.hidden = true;
        askWhy(item, done);
      }, { class: 'quiet' });
      item.append(undo);
    }
    return item;
  }

  function askWhy(item, done) {
    const reason = el('input', { name: 'reason', maxlength: 200, required: true, autocomplete: 'off' });
    const undo = async (event) => {
      event.preventDefault();
      try {
        await app.api.undo(store.id, done.id, reason.value.trim());
        await load();
      } catch (problem) {
        said.textContent = problem.message;
      }
      settled();
    };
    item.append(el('form', { class: 'why', onsubmit: undo }, field('撤销的原因', reason), el('button', { class: 'danger quiet' }, '确定撤销')));
    reason.focus();
  }

  return {
    element: el('aside', { class: 'today', 'aria-label': '今天' }, el('h2', {}, '今天'), rows, more, goods, said),
    refresh: () => load(),
  };
}
