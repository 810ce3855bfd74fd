/* WeChat's own browser knows its user: the phone names the frame after whoever holds it. */
const [, user] = /^wechat:(.+)$/.exec(window.name) ?? [];
if (user) {
  location.replace(`${location.pathname}${location.search}&simulated_user=${encodeURIComponent(user)}${location.hash}`);
}
