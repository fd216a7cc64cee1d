// An agent's console that is signed in, and has nothing of its files any more: what a first load at a desk is sent.

import { PASSWORD } from "../server.mjs";

export function signedIn(url, organization, email) {
  return async (context) => {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${url}/console/`);
    await page.getByLabel("Organization").fill(organization);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator(".home").waitFor();
    await page.evaluate(async () => {
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
      for (const name of await caches.keys()) await caches.delete(name);
    });
    const protocol = await context.newCDPSession(page);
    await protocol.send("Network.clearBrowserCache");
    await page.goto("about:blank");
  };
}
