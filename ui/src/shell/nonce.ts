/** What the page's styles have to carry for the browser to take them (Content-Security-Policy). */
export const nonce: string =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/**
 * Give the nonce to every <style> that our own scripts make. Ant Design takes it as a setting, but
 * its lock of the page's scrolling below a drawer or a dialogue makes styles without it. It lets
 * nothing in that the policy keeps out: who runs a script here could read the nonce anyway.
 */
export function stylesCarryNonce(): void {
  if (!nonce) return;
  const make = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions): HTMLElement => {
    const made = make(name, options);
    if (name.toLowerCase() === "style") made.nonce = nonce;
    return made;
  }) as typeof document.createElement;
}
