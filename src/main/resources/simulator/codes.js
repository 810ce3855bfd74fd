import { api } from './api.js';
import { attempt, debounced, every, field, h, icon, iconButton, redraw } from './dom.js';
import { session } from './session.js';
import { openSheet } from './sheet.js';
import { remaining } from './times.js';

const PAGE = 30;

/** The accounts' codes, newest first, to pick one from. The platform knows a code's scene only; names are the application's. */
export function codeList({ onpick, title, id = null, signal = null }) {
  const search = h('input', { type: 'search', placeholder: '搜场景值', autocomplete: 'off' });
  const count = h('span', { class: 'quiet' });
  const items = h('ul', { class: 'codes' });
  const more = h('button', { type: 'button', class: 'link', onclick: () => { shown += PAGE; attempt(load); } }, '更多');
  let shown = PAGE;
  let drawn = '';

  async function load() {
    const q = search.value.trim();
    const { codes, total } = await api.codes({ q, limit: shown });
    if (q !== search.value.trim()) {
      return;
    }
    const state = JSON.stringify(codes) + Math.floor(session.now() / 60_000);
    if (state !== drawn) {
      drawn = state;
      draw(codes, q);
    }
    count.textContent = `${total} 个`;
    more.hidden = codes.length >= total;
  }

  function draw(codes, q) {
    redraw(items, codes.length > 0
      ? codes.map((code) => row(code, onpick))
      : [h('li', { class: 'nothing' }, q ? '没有这样的码' : '还没有码：让应用生成一个')]);
  }

  search.addEventListener('input', debounced(() => { shown = PAGE; attempt(load); }, 150));
  ['acted', 'clock'].forEach((name) => session.on(name, () => attempt(load), signal));
  every(4000, signal, () => load().catch(() => {}));
  attempt(load);
  return h('div', { class: 'code-list' },
    h('div', { class: 'panel-head' }, h('h3', { id, title: 'parametric codes' }, title), count), field('搜场景值', search, true), items, more);
}

function row(code, onpick) {
  const account = session.account(code.appid);
  const several = session.services.length > 1;
  const life = code.permanent ? '永久' : code.expired ? '已过期' : `剩 ${remaining(Date.parse(code.expiresAt) - session.now())}`;
  return h('li', { class: code.expired ? 'code expired' : 'code', 'data-key': code.ticket },
    h('button', { type: 'button', class: 'pick', title: `扫这个码 ${code.ticket}`, onclick: () => onpick(code) },
      icon('code'),
      h('span', { class: 'scene' }, code.scene),
      h('span', { class: 'life' }, several ? `${account?.name ?? code.appid} · ${life}` : life)),
    iconButton('picture', `看场景值 ${code.scene} 的图`, () => showPicture(code)));
}

function showPicture(code) {
  const source = `/cgi-bin/showqrcode?${new URLSearchParams({ ticket: code.ticket })}`;
  openSheet({
    title: `场景值 ${code.scene}`,
    name: 'code-picture',
    body: [
      h('img', { src: source, alt: `二维码 ${code.scene}`, width: 280, height: 280 }),
      h('dl', { class: 'facts' }, h('dt', {}, 'ticket'), h('dd', {}, code.ticket), h('dt', {}, '内容'), h('dd', {}, code.url)),
    ],
  });
}
