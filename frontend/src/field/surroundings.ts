/** Where the app runs, and what the person should know about it. */

/** Keys of the sentences that apply to this browser. */
export function HINTS(agent = navigator.userAgent, isSecure = window.isSecureContext, isInstalled = runsInstalled()): string[] {
  const found: string[] = [];
  if (!isSecure) found.push("field.not_secure");
  if (isWeChat(agent)) found.push("field.install_wechat");
  else if (/iPhone|iPad/.test(agent) && !isInstalled) found.push("field.install_ios");
  return found;
}

/** WeChat's browser opens links of messages, but keeps no service worker on the screen. */
export function isWeChat(agent = navigator.userAgent): boolean {
  return /MicroMessenger/i.test(agent);
}

function runsInstalled(): boolean {
  return window.matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
}
