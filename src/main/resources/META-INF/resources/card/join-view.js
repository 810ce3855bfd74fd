import { button, el, field } from './elements.js';
import { agreement, agreedTo } from './agreement.js';
import { guardianFields, profileFields } from './forms.js';
import { leaving } from './leaving.js';

/** For who is no member yet: in the mini-program one tap and a number, on a web page the way there. */
export async function joinView(app, notice) {
  const head = [
    notice && el('p', { class: 'notice', role: 'status' }, notice),
    app.gift && el('p', { class: 'notice' }, '朋友送您一张券，开卡后就能收下。'),
    el('section', { class: 'welcome' }, el('h1', {}, '成为会员'), el('p', {}, '马上开卡，马上生效，积分和优惠跟着您走。')),
  ];
  app.lifetime();
  if (!app.client.phoneCode) {
    return [...head, elsewhere(app), leaving(app)];
  }
  const [texts, claims] = await Promise.all([app.api.consentTexts(), app.api.claims()]);
  return [...head, claimNotes(claims), binding(app, texts, claims), leaving(app)];
}

/** WeChat shows a phone number to mini-programs only. */
function elsewhere(app) {
  return el('section', { class: 'panel' },
    el('h2', {}, '请在小程序里开卡'),
    el('p', {}, '手机号由微信核实，而微信只在小程序里出示手机号。'),
    el('ol', { class: 'way' },
      el('li', {}, '回到服务号的对话'), el('li', {}, '点菜单“会员卡”，打开小程序'), el('li', {}, '点“一键开卡”，选择手机号')),
    el('hr'),
    el('h2', {}, '已经开过卡？'),
    el('p', {}, '经您授权，这里就能认出您，显示同一张会员卡。'),
    button('授权并查看我的会员卡', () => app.attempt(() => app.client.tellWho())));
}

const STATES = { OPEN: '等待门店处理', MERGED: '已合并到您的账户', MOVED: '号码已归您，可直接开卡', REFUSED: '未通过，请换一个号码', SETTLED: '已了结' };

function claimNotes(claims) {
  return claims.length > 0 && el('section', { class: 'panel' }, el('h2', {}, '手机号申请'),
    el('ul', { class: 'claims' }, claims.map((claim) =>
      el('li', {}, el('strong', {}, claim.number), ` ${claim.phone} `, el('span', { class: 'soft' }, STATES[claim.state] ?? claim.state)))));
}

function binding(app, texts, claims) {
  const consents = agreement(texts);
  const profile = profileFields();
  const guardian = guardianFields();
  const invitation = el('input', { name: 'invitation', maxlength: 20, autocomplete: 'off' });
  const guarded = el('details', { class: 'panel' }, el('summary', {}, '未满十四周岁：监护人'),
    el('p', { class: 'soft' }, '须由父母或其他监护人同意，并留下姓名和手机号。'), guardian.element);
  const optional = el('details', { class: 'panel' }, el('summary', {}, '填写资料（选填）'), profile.element,
    field('邀请人会员编号', invitation));

  const application = (phoneCode) => ({
    phoneCode,
    consents: agreedTo(consents),
    profile: profile.value(),
    guardian: guardian.value(),
    invitation: invitation.value.trim() || null,
  });

  const bind = async () => {
    const missing = texts.find((text) => text.required && !agreedTo(consents).some(({ purpose }) => purpose === text.purpose));
    if (missing) {
      app.say('请先阅读并同意必选的一项');
      consents.querySelector(`[name="${missing.purpose}"]`).focus();
      return;
    }
    const phoneCode = claims[0]?.state === 'MOVED' ? null : await app.client.phoneCode();
    if (phoneCode === null && claims[0]?.state !== 'MOVED') {
      app.say('您没有授权手机号，还没有开卡');
      return;
    }
    await send(application(phoneCode));
  };

  /** A code is good for one paid call; the service remembers it, so the same may be sent again when WeChat was away. */
  const send = async (asked) => {
    try {
      await app.api.bind(asked);
      await app.home();
      app.say('开卡成功，欢迎您');
    } catch (problem) {
      await refused(problem, asked);
    }
  };

  const refused = async (problem, asked) => {
    if (problem.code === 'wechat.unavailable' && await app.ask('微信暂时没有回答', '什么都没有改变，可以原样再试一次。', '再试一次')) {
      await send(asked);
    } else if (problem.code === 'membership.phone-taken') {
      await app.home();
      app.say(`${problem.message}（${problem.detail}）`);
    } else {
      guarded.open ||= problem.code === 'consent.guardian-required';
      app.say(problem.message);
    }
  };

  return [
    el('section', { class: 'panel' }, el('h2', {}, '我同意'), consents),
    optional, guarded,
    el('div', { class: 'dock' }, button('一键开卡', bind, { class: 'main wide' })),
  ];
}
