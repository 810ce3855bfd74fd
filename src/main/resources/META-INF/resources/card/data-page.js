import { button, el } from './elements.js';

/** Everything about the person, to read and to take along; and the end of it all. */
export async function dataPage(app) {
  const shown = el('pre', { class: 'export', tabindex: 0, 'aria-label': '导出的数据', hidden: true });
  const take = el('a', { class: 'plain', download: 'my-data.json', hidden: true }, '下载 JSON');
  const fetchAll = () => app.attempt(async () => {
    const text = JSON.stringify(await app.api.export(), null, 2);
    shown.textContent = text;
    shown.hidden = false;
    take.href = `data:application/json;charset=utf-8,${encodeURIComponent(text)}`;
    take.hidden = false;
  });
  return [
    el('section', { class: 'panel' },
      el('h2', {}, '导出我的数据'), el('p', { class: 'soft' }, '与您有关的一切：账号、扫码、会员、同意、登录。'),
      el('div', { class: 'line' }, button('查看', fetchAll, { class: 'plain' }), take), shown),
    el('section', { class: 'panel' },
      el('h2', {}, '注销会员'),
      el('p', { class: 'soft' }, '会员卡、资料和账号联系会永久删除，积分和优惠券作废，不能恢复。'),
      button('注销会员', () => erase(app), { class: 'plain danger' })),
  ];
}

async function erase(app) {
  const sure = await app.ask('注销会员？', '您的会员卡、资料、积分和优惠券会永久删除，不能恢复。', '永久删除');
  if (sure && await app.attempt(() => app.api.erase())) {
    app.message('已注销', '您的个人信息已经删除。欢迎随时再来。', '回到开头', () => app.open());
  }
}
