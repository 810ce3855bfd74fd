import { api } from './api.js';
import { attempt, field, h } from './dom.js';
import { session } from './session.js';
import { openDrawer } from './sheet.js';

/** WeChat's component: the person chooses a number to give, or refuses. Resolves to a code, or to null. */
export async function askPhoneNumber(account, user) {
  const { phones } = await api.user(user);
  return new Promise((resolve) => {
    let answer = null;
    const allow = (choose) => async (event) => {
      event?.preventDefault();
      await attempt(async () => {
        const phone = await choose();
        answer = (await api.act(user, 'phone-codes', { appid: account.appid, phone })).code;
        close();
      });
    };
    const close = openDrawer({
      label: '申请手机号',
      name: 'phone-number',
      onclose: () => resolve(answer),
      body: [
        h('p', { class: 'quiet' }, account.name),
        h('h2', { title: 'asks for your phone number' }, '申请获取并验证你的手机号'),
        phones.length > 0 ? numbers(phones, allow, () => close()) : newNumber(user, allow, () => close()),
      ],
    });
  });
}

function numbers(phones, allow, refuse) {
  const form = h('form', {}, h('fieldset', {}, h('legend', { class: 'for-readers' }, '手机号'),
    phones.map((phone, index) => h('label', { class: 'number' },
      h('input', { type: 'radio', name: 'phone', value: phone, checked: index === 0 }), h('span', {}, phone)))),
  answers(refuse));
  form.addEventListener('submit', allow(() => new FormData(form).get('phone')));
  return form;
}

function newNumber(user, allow, refuse) {
  const phone = h('input', { name: 'phone', type: 'tel', required: true, pattern: '1[0-9]{10}', title: '11 位手机号', autocomplete: 'off' });
  const form = h('form', {}, field('这个微信还没有手机号，添加一个', phone), answers(refuse));
  form.addEventListener('submit', allow(async () => {
    await api.changeUser(user, { phone: phone.value });
    await session.refresh();
    return phone.value;
  }));
  return form;
}

function answers(refuse) {
  return h('div', { class: 'choice' },
    h('button', { type: 'button', class: 'plain', title: 'refuse', onclick: refuse }, '不允许'),
    h('button', { class: 'primary', title: 'allow' }, '允许'));
}
