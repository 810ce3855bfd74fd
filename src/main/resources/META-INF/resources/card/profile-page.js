import { button, el } from './elements.js';
import { profileFields } from './forms.js';

const EMPTY = { name: null, birthday: null, gender: null, area: null };

/** The profile as a whole, and another phone number. */
export async function profilePage(app, card) {
  const known = await app.api.profile();
  const fields = profileFields(known);
  const save = async () => {
    if (await app.attempt(() => app.api.saveProfile(fields.value() ?? EMPTY))) {
      app.say('已保存');
    }
  };
  return [
    el('section', { class: 'panel' }, fields.element, button('保存', save)),
    el('section', { class: 'panel' },
      el('h2', {}, '手机号'), el('p', {}, card.phone ?? '还没有'),
      app.client.phoneCode
        ? button('换一个手机号', () => changePhone(app), { class: 'plain' })
        : el('p', { class: 'soft' }, '在小程序里可以更换。')),
  ];
}

async function changePhone(app) {
  const code = await app.client.phoneCode();
  if (code === null) {
    app.say('您没有授权手机号，什么都没有改变');
  } else if (await app.attempt(() => app.api.changePhone(code))) {
    await app.home();
    app.say('手机号已更换');
  }
}
