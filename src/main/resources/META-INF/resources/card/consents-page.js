import { button, day, el } from './elements.js';
import { agreedTo, agreement } from './agreement.js';

/** What stands, each to be withdrawn, and what can still be agreed to. */
export async function consentsPage(app) {
  const [texts, consents] = await Promise.all([app.api.consentTexts(), app.api.consents()]);
  const nameOf = (purpose) => texts.find((text) => text.purpose === purpose)?.zh.split('\n')[0] ?? purpose;
  const standing = consents.filter((consent) => consent.given);
  const open = texts.filter((text) => {
    const consent = standing.find(({ purpose }) => purpose === text.purpose);
    return !consent || consent.textVersion < text.version;
  });
  const again = () => app.go('授权与同意', () => consentsPage(app));
  return [
    el('section', { class: 'panel' }, el('h2', {}, '已同意'),
      el('ul', { class: 'standing' }, standing.map((consent) => el('li', {},
        el('div', {}, el('strong', {}, nameOf(consent.purpose)),
          el('small', { class: 'soft' }, `${day(consent.at)} 同意第 ${consent.textVersion} 版`)),
        consent.required
          ? el('small', { class: 'soft' }, '注销会员即撤回')
          : button('撤回', () => withdraw(app, consent.purpose, nameOf(consent.purpose), again), { class: 'plain danger' }))))),
    open.length > 0 && more(app, open, again),
  ];
}

async function withdraw(app, purpose, name, again) {
  const what = purpose === 'PROFILE' ? '您填写的资料会立即删除。' : '立即生效，不影响会员卡。';
  if (await app.ask(`撤回“${name}”？`, what, '撤回') && await app.attempt(() => app.api.withdraw(purpose))) {
    await again();
    app.say('已撤回');
  }
}

function more(app, texts, again) {
  const boxes = agreement(texts);
  const give = async () => {
    const given = agreedTo(boxes);
    if (given.length === 0) {
      app.say('还没有勾选');
    } else if (await app.attempt(() => app.api.give(given))) {
      await again();
      app.say('已同意');
    }
  };
  return el('section', { class: 'panel' }, el('h2', {}, '未同意，或有新的文本'), boxes, button('同意勾选的', give));
}
