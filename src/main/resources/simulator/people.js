import { api } from './api.js';
import { attempt, avatar, debounced, every, field, h, redraw } from './dom.js';
import { session } from './session.js';

const PAGE = 30;
const NICKNAMES = ['小林', '阿静', '老周', '小鹿', '木子', '阿杰', '晴天', '海风', '小满', '橙子', '一诺', '阿布'];

/** The people of the platform: search, choose, make. */
export function peoplePanel(root) {
  const search = h('input', { type: 'search', placeholder: '搜昵称、手机号或 openid', autocomplete: 'off' });
  const count = h('span', { class: 'quiet' });
  const items = h('ul', { class: 'people' });
  const more = h('button', { type: 'button', class: 'link', onclick: () => { shown += PAGE; attempt(load); } }, '更多');
  const making = h('details', { class: 'making' }, h('summary', { title: 'make a person' }, '新建'));
  making.append(personForm(() => { making.open = false; }));
  root.replaceChildren(
    h('div', { class: 'panel-head' }, h('h2', { id: 'people-title', title: 'people' }, '人'), count),
    making, field('搜人', search, true), items, more);
  let shown = PAGE;
  let drawn = '';

  async function load() {
    const q = search.value.trim();
    // The platform lists the oldest first; a person looks for the newest.
    const { total } = await api.users({ q, limit: 0 });
    const { users } = await api.users({ q, offset: Math.max(0, total - shown), limit: shown });
    if (q !== search.value.trim()) {
      return;
    }
    const state = JSON.stringify([users, session.person?.id]);
    if (state !== drawn) {
      drawn = state;
      redraw(items, users.reverse().map(row));
    }
    count.textContent = `${total} 人`;
    more.hidden = users.length >= total;
  }

  search.addEventListener('input', debounced(() => { shown = PAGE; attempt(load); }, 150));
  session.on('person', () => attempt(load));
  every(5000, null, () => load().catch(() => {}));
  attempt(load);
}

function row(person) {
  const chosen = person.id === session.person?.id;
  const followed = person.accounts.filter((fan) => fan.following).map((fan) => session.account(fan.appid)?.name ?? fan.appid);
  return h('li', { 'data-key': person.id }, h('button', {
    type: 'button', class: 'person', 'aria-pressed': String(chosen), onclick: () => session.choose(person),
  },
  avatar(person.nickname, person.id),
  h('span', { class: 'name' }, person.nickname),
  h('span', { class: 'quiet' }, [person.phone, followed.length > 0 ? `已关注${followed.join('、')}` : '未关注'].filter(Boolean).join(' · '))));
}

/** Makes a person, who then holds the phone. */
export function personForm(onmade = () => {}) {
  const nickname = h('input', { name: 'nickname', required: true, maxlength: 32, autocomplete: 'off' });
  const phone = h('input', { name: 'phone', type: 'tel', pattern: '1[0-9]{10}', title: '11 位手机号', autocomplete: 'off' });
  const fill = () => {
    nickname.value = NICKNAMES[Math.floor(Math.random() * NICKNAMES.length)];
    phone.value = `138${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  };
  fill();
  return h('form', {
    class: 'person-form',
    onsubmit: (event) => {
      event.preventDefault();
      attempt(async () => {
        const wanted = { nickname: nickname.value.trim(), phone: phone.value || undefined };
        session.choose(await api.createUser(wanted));
        fill();
        onmade();
      });
    },
  },
  field('昵称', nickname), field('手机号（可不填）', phone),
  h('button', { class: 'primary', title: 'make this person' }, '新建这个人'));
}
