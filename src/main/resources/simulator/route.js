/** Where the phone is, kept in the address so that a reload and the back button are right. */

/** @returns screen ({@code chats}, {@code chat} or {@code account}), appid and the ticket of the code that led there */
export function route() {
  const [path, parameters] = location.hash.replace(/^#\/?/, '').split('?');
  const [screen, appid] = path.split('/');
  return {
    screen: appid && (screen === 'chat' || screen === 'account') ? screen : 'chats',
    appid: appid ? decodeURIComponent(appid) : null,
    ticket: new URLSearchParams(parameters).get('ticket'),
  };
}

export function go(screen, appid = '', ticket = null) {
  const parameters = ticket ? `?${new URLSearchParams({ ticket })}` : '';
  location.hash = screen === 'chats' ? '#/' : `#/${screen}/${encodeURIComponent(appid)}${parameters}`;
}
