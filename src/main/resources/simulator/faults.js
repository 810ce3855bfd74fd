import { api } from './api.js';
import { attempt, every, field, h } from './dom.js';
import { session } from './session.js';

/** Faults of the platform's interface, by errcode, status, delay or cut. */
const API_FAULTS = [
  ['系统繁忙 -1', { errcode: -1 }],
  ['凭证无效 40001', { errcode: 40001 }],
  ['频率超限 45009', { errcode: 45009 }],
  ['HTTP 502', { status: 502 }],
  ['慢 8 秒', { delayMs: 8000 }],
  ['生效后断线', { cut: 'after' }],
  ['回答只有一半', { truncate: true }],
];

/** Faults of the pushes to the application. */
const PUSH_FAULTS = [
  ['同时发 3 份', { copies: 3 }],
  ['送达后再发 2 次', { repeats: 2 }],
  ['扣住不发', { hold: true }],
  ['签名错误', { wrongSignature: true }],
  ['时间旧 10 分钟', { staleBy: 'PT10M' }],
];

/** What goes wrong on demand, and what is set at present. */
export function faultsPanel(root) {
  const items = h('ul', { class: 'faults' });
  const load = () => attempt(async () => {
    const [{ faults }, plans] = await Promise.all([api.faults(), api.pushFaults()]);
    const set = [
      ...faults.map((fault) => faultRow(labelOf(fault), () => api.removeFault(fault.id))),
      ...Object.entries(plans).map(([appid, plan]) => faultRow(`推送：${planLabel(plan)}`, () => api.removePushFault(appid))),
    ];
    items.replaceChildren(...set);
    count.textContent = set.length > 0 ? `${set.length} 个生效` : '';
  });
  const count = h('span', { class: 'quiet alarm' });

  function faultRow(label, remove) {
    return h('li', { class: 'line' }, h('span', {}, label),
      h('button', { type: 'button', class: 'link', onclick: async () => { await attempt(remove); load(); } }, '撤销'));
  }

  const head = h('div', { class: 'panel-head' }, h('h2', { id: 'faults-title', title: 'faults on demand' }, '故障'), count);
  root.replaceChildren(head, items, h('details', { class: 'making' }, h('summary', { title: 'add a fault' }, '加一个'),
    chooser('接口故障', 'of the platform\'s interface', API_FAULTS, async (fault, times) => { await api.addFault({ path: '*', ...fault, ...times }); load(); }),
    chooser('推送故障', 'of the pushes', PUSH_FAULTS, async (fault, times) => {
      await api.setPushFault(session.services[0].appid, { ...fault, ...times });
      load();
    })));
  session.on('acted', load);
  every(5000, null, load);
  load();
}

function chooser(label, english, known, add) {
  const choice = h('select', {}, known.map(([name], index) => h('option', { value: index }, name)));
  const times = h('input', { type: 'number', min: 1, max: 999, placeholder: '不限' });
  return h('form', {
    class: 'line fault-form',
    onsubmit: (event) => {
      event.preventDefault();
      attempt(() => add(known[choice.value][1], times.value ? { times: Number(times.value) } : {}));
    },
  }, h('span', { class: 'quiet', title: english }, label), field(label, choice, true), field('次数', times, true), h('button', { class: 'plain' }, '加'));
}

function labelOf(fault) {
  const what = [
    fault.errcode !== undefined && `errcode ${fault.errcode}`, fault.status && `HTTP ${fault.status}`, fault.delayMs > 0 && `慢 ${fault.delayMs} ms`,
    fault.cut && `断线 ${fault.cut}`, fault.truncate && '只答一半',
  ].filter(Boolean).join('、');
  return `接口 ${fault.path}：${what}（${fault.times ? `${fault.hits}/${fault.times}` : `${fault.hits} 次`}）`;
}

function planLabel(plan) {
  const known = PUSH_FAULTS.find(([, fault]) => Object.entries(fault).every(([name, value]) => plan[name] === value));
  return `${known?.[0] ?? JSON.stringify(plan)}${plan.times ? `（还有 ${plan.times} 次）` : ''}`;
}
