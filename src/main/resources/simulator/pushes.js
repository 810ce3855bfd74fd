import { api } from './api.js';
import { attempt, every, h } from './dom.js';
import { session } from './session.js';
import { timeOfDay } from './times.js';

const KEPT = 60;
const EVENTS = {
  subscribe: '关注', unsubscribe: '取消关注', SCAN: '扫码', CLICK: '点菜单', VIEW: '点菜单链接', view_miniprogram: '点菜单小程序',
  user_enter_tempsession: '进入客服', text: '文字消息', user_info_modified: '修改资料', user_authorization_revoke: '撤回授权',
  user_authorization_cancellation: '注销账号',
};
const OUTCOMES = {
  pending: '进行中', held: '扣住', delivered: '已送达', replied: '已回复', unparsable: '回复无效', failed: '失败', 'no-callback': '没有回调地址',
};
const VERDICTS = {
  success: 'success', reply: '有回复', unparsable: '回复无效', 'http-error': 'HTTP 错误', timeout: '超时', connection: '连接失败',
};

/** What WeChat sent to the application, each with its attempts; the newest first. */
export function pushesPanel(root) {
  const items = h('ul', { class: 'pushes' });
  const mine = h('input', { type: 'checkbox' });
  const rows = new Map();
  let last = 0;

  async function load() {
    // The newest few again each time: their outcomes still change.
    const { pushes } = await api.pushes({ since: Math.max(0, last - KEPT), limit: 1000 });
    last = pushes.at(-1)?.id ?? 0;
    const openids = new Set(session.person?.accounts.map((fan) => fan.openid));
    const wanted = pushes.filter((push) => !mine.checked || openids.has(push.openid)).slice(-KEPT).reverse();
    for (const push of wanted) {
      update(push, openids.has(push.openid));
    }
    const elements = wanted.map((push) => rows.get(push.id).element);
    const same = elements.length === items.children.length && elements.every((element, index) => element === items.children[index]);
    if (elements.length === 0) {
      items.replaceChildren(h('li', { class: 'nothing' }, '还没有推送'));
    } else if (!same) {
      items.replaceChildren(...elements);
    }
  }

  function update(push, isMine) {
    const state = JSON.stringify([push, isMine]);
    const known = rows.get(push.id);
    if (known?.state !== state) {
      const element = pushRow(push, isMine, load);
      element.firstChild.open = known?.element.firstChild.open ?? false;
      known?.element.replaceWith(element);
      rows.set(push.id, { state, element });
    }
  }

  mine.addEventListener('change', () => attempt(load));
  ['person', 'acted', 'heard'].forEach((name) => session.on(name, () => attempt(load)));
  every(1500, null, () => load().catch(() => { last = 0; }));
  root.replaceChildren(
    h('div', { class: 'panel-head' }, h('h2', { id: 'pushes-title', title: 'what WeChat sent to the application' }, '推送'),
      h('label', { class: 'check' }, mine, '只看这个人')),
    items);
  attempt(load);
}

function pushRow(push, isMine, load) {
  const name = push.event ?? push.msgType ?? '原文';
  const attempts = push.attempts ?? [];
  const slowest = Math.max(0, ...attempts.map((made) => made.durationMs));
  const again = async (action) => {
    await attempt(action);
    await attempt(load);
  };
  return h('li', {}, h('details', { class: `push ${push.outcome}` },
    h('summary', {},
      h('span', { class: 'quiet' }, timeOfDay(Date.parse(push.at))),
      h('span', { class: 'event', title: name }, EVENTS[name] ?? name, isMine ? h('i', { title: '这个人的' }, '●') : null),
      h('span', { class: 'quiet', title: '尝试次数和最慢一次' }, attempts.length > 0 ? `${attempts.length} 次 · ${slowest} ms` : ''),
      h('span', { class: 'outcome', title: push.outcome }, OUTCOMES[push.outcome] ?? push.outcome)),
    facts(push),
    attempts.length > 0 && h('ol', { class: 'attempts' }, attempts.map(attemptRow)),
    h('div', { class: 'line' },
      push.outcome === 'held'
        ? h('button', { type: 'button', class: 'plain', title: 'release', onclick: () => again(() => api.release([push.id])) }, '放行')
        : h('button', { type: 'button', class: 'plain', title: 'send the same message again', onclick: () => again(() => api.resend(push.id)) }, '再发一次'))));
}

function facts(push) {
  const rows = [
    ['账号', session.account(push.appid)?.name ?? push.appid], ['openid', push.openid], ['MsgType', push.msgType], ['Event', push.event],
    ['EventKey', push.eventKey], ['Ticket', push.ticket],
  ].filter(([, value]) => value !== undefined && value !== null && value !== '');
  return h('dl', { class: 'facts' }, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))]));
}

function attemptRow(made) {
  const bad = made.verdict !== 'success' && made.verdict !== 'reply';
  return h('li', { class: bad ? 'bad' : null },
    h('span', { title: made.url }, `第 ${made.copy} 份第 ${made.attempt} 次`),
    h('span', {}, made.status ? `HTTP ${made.status}` : '无状态'),
    h('span', {}, `${made.durationMs} ms`),
    h('strong', { title: made.verdict }, VERDICTS[made.verdict] ?? made.verdict),
    made.detail && h('small', {}, made.detail),
    h('small', { class: 'address' }, made.url));
}
