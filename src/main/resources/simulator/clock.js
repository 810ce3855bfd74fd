import { api } from './api.js';
import { attempt, every, field, h } from './dom.js';
import { session } from './session.js';
import { dateAndTime } from './times.js';

const STEPS = [['PT1M', '1 分钟'], ['PT1H', '1 小时'], ['P1D', '1 天'], ['P3D', '3 天'], ['P30D', '30 天']];
const UNITS = [['M', '分钟'], ['H', '小时'], ['D', '天']];

/** The platform's clock: codes lapse, windows close and tokens expire by it. It moves the platform only. */
export function clockPanel(root) {
  const time = h('time', { class: 'clock-time' });
  const ahead = h('span', { class: 'quiet' });
  const move = (by) => attempt(async () => session.setClock(await api.advance(by)));
  const reset = h('button', {
    type: 'button', class: 'link', title: 'back to real time', onclick: () => attempt(async () => session.setClock(await api.resetClock())),
  }, '复位');
  const tick = () => {
    time.textContent = dateAndTime(session.now());
    const minutes = Math.round(session.skew / 60_000);
    ahead.textContent = minutes === 0 ? '真实时间' : `${minutes > 0 ? '快' : '慢'} ${span(Math.abs(minutes))}`;
    reset.hidden = minutes === 0;
  };
  root.replaceChildren(
    h('div', { class: 'panel-head' }, h('h2', { id: 'clock-title', title: 'the platform\'s clock' }, '时钟'), ahead, reset),
    time,
    h('div', { class: 'steps', role: 'group', 'aria-label': '往前拨' },
      STEPS.map(([by, label]) => h('button', { type: 'button', class: 'plain', title: `advance ${by}`, onclick: () => move(by) }, `+${label}`))),
    customStep(move));
  session.on('clock', tick);
  every(1000, null, tick);
  every(15_000, null, () => session.readClock().catch(() => {}));
  tick();
}

function customStep(move) {
  const amount = h('input', { type: 'number', min: 1, max: 9999, value: '48', required: true });
  const unit = h('select', {}, UNITS.map(([code, label]) => h('option', { value: code }, label)));
  unit.value = 'H';
  return h('form', {
    class: 'line',
    onsubmit: (event) => {
      event.preventDefault();
      move(unit.value === 'D' ? `P${amount.value}D` : `PT${amount.value}${unit.value}`);
    },
  }, field('往前拨多少', amount, true), field('单位', unit, true), h('button', { class: 'plain', title: 'advance' }, '往前拨'));
}

function span(minutes) {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return [days && `${days} 天`, hours && `${hours} 小时`, minutes % 60 && `${minutes % 60} 分`].filter(Boolean).join(' ');
}
