import { el, field } from '../card/elements.js';

/** A form that is sent once at a time and says what was wrong with it. */
function form(title, fields, label, send, notice) {
  const said = el('p', { class: 'refused', role: 'alert' }, notice ?? '');
  const submit = el('button', { class: 'main' }, label);
  return el('form', {
    class: 'gate',
    onsubmit: async (event) => {
      event.preventDefault();
      submit.disabled = true;
      try {
        await send();
      } catch (problem) {
        said.textContent = problem.detail ? `${problem.message}（${problem.detail}）` : problem.message;
      } finally {
        submit.disabled = false;
      }
    },
  }, el('h1', {}, title), fields, submit, said);
}

/** Staff sign in with their number and password; nothing of it is kept beyond this page. */
export function signInView(app, notice) {
  app.lifetime();
  const name = el('input', { name: 'name', required: true, maxlength: 64, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', 'data-first': true });
  const password = el('input', { name: 'password', type: 'password', required: true, maxlength: 200, autocomplete: 'current-password' });
  return form('柜台核销 · 员工登录', [field('工号', name), field('密码', password)], '登录',
    () => app.signIn(name.value.trim(), password.value), notice);
}

/** A first password was told by somebody else, so it opens nothing but this. */
export function passwordView(app, old) {
  app.lifetime();
  const chosen = el('input', { name: 'new-password', type: 'password', required: true, minlength: 10, maxlength: 72, autocomplete: 'new-password', 'data-first': true });
  const again = el('input', { name: 'again', type: 'password', required: true, maxlength: 72, autocomplete: 'new-password' });
  const change = async () => {
    if (chosen.value !== again.value) {
      again.focus();
      throw new Error('两次输入的新密码不一样');
    }
    await app.api.changePassword(old, chosen.value);
    await app.enter();
  };
  return form('首次登录，请先设置新密码', [
    field('新密码', chosen, '至少 10 个字符；不要包含工号或姓名，也不要用常见的密码'), field('再输一次', again),
  ], '设置并登录', change, null);
}
