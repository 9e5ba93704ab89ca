/** What the page's styles have to carry for the browser to take them (Content-Security-Policy). */
export const nonce: string =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
