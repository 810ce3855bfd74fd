import { attempt, field, h, toast } from './dom.js';
import { session } from './session.js';
import { openSheet } from './sheet.js';

const EVENTS = [
  ['user_info_modified', '修改个人资料', '应用应当重新读取'],
  ['user_authorization_revoke', '撤回授权', '应用应当删除这项信息'],
  ['user_authorization_cancellation', '注销账号', '应用应当删除这个人的一切'],
];

/** Kinds of data by their number in RevokeInfo; a service account's page knows one. */
const KINDS = {
  'mini-program': [
    ['8', '手机号'], ['6', '昵称和头像'], ['19', '昵称'], ['20', '头像'], ['1', '车牌'], ['2', '收货地址'], ['3', '发票'], ['13', '位置'], ['18', '选择的位置'],
    ['4', '蓝牙'], ['5', '麦克风'], ['7', '摄像头'], ['12', '步数'], ['14', '媒体'], ['15', '文件'], ['16', '邮箱'],
  ],
  service: [['205', '网页授权的昵称和头像']],
};

const OUTCOMES = { delivered: '应用已收到', replied: '应用已收到', failed: '应用没有收下', 'no-callback': '没有回调地址' };

/** WeChat's own settings: what a person takes back of what they gave to accounts. Each tells the account. */
export function openPrivacySettings() {
  const account = h('select', { name: 'account' },
    session.accounts.map(({ appid, name }) => h('option', { value: appid }, name)));
  const kind = h('select', { name: 'kind' });
  const kindField = field('撤回哪一项', kind);
  const event = () => form.querySelector('[name=event]:checked').value;
  const form = h('form', { class: 'privacy' }, field('对哪个账号', account),
    h('fieldset', {}, h('legend', {}, '做什么'), EVENTS.map(([name, label, duty], index) =>
      h('label', { class: 'number', title: name }, h('input', { type: 'radio', name: 'event', value: name, checked: index === 1 }),
        h('span', {}, label, h('small', { class: 'quiet' }, ` ${duty}`))))),
    kindField, h('button', { class: 'primary wide', title: 'tell the account' }, '确定'));
  const update = () => {
    const kinds = KINDS[session.account(account.value).kind];
    kind.replaceChildren(...kinds.map(([number, name]) => h('option', { value: number }, `${name}（${number}）`)));
    kindField.hidden = event() !== 'user_authorization_revoke';
  };
  form.addEventListener('change', ({ target }) => target !== kind && update());
  form.addEventListener('submit', (submitted) => {
    submitted.preventDefault();
    attempt(async () => {
      const revokeInfo = kindField.hidden ? undefined : kind.value;
      const { pushes } = await session.act('privacy', { appid: account.value, event: event(), revokeInfo, wait: true });
      toast(OUTCOMES[pushes[0].outcome] ?? pushes[0].outcome);
    });
  });
  openSheet({ title: '个人信息与权限', name: 'privacy-settings', body: form });
  update();
}
