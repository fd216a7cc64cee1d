// What an agent may hear changes while the console is open: lists follow, without a reload and after one.

import { visitorOf } from "../caller.mjs";
import { until } from "../deadline.mjs";
import { Desk } from "../desk.mjs";

/** A visitor who waits in a queue that Ana is not in, and Ana before the list of those who wait. */
async function stand(stage) {
  const shop = await stage.organization();
  const ana = await shop.agent("Ana");
  const queue = await shop.queue("help", { routing_mode: "pull" }, [], "Help");
  await visitorOf(stage, shop);
  const desk = await Desk.signIn(stage, shop, "Ana");
  await desk.page.getByRole("navigation").getByRole("link", { name: /Conversations$/ }).click();
  await desk.page.getByRole("tab", { name: /^Waiting/ }).click();
  await desk.page.getByText("Nobody is waiting.").waitFor();
  return { shop, ana, queue, desk };
}

const rows = (desk) => desk.page.locator(".side-list .chat-row").count();
const appears = (desk) => until("the chat is listed", async () => (await rows(desk)) > 0);

async function goes(desk) {
  await desk.page.getByText("Nobody is waiting.").waitFor();
  await until("nobody is counted", async () => (await desk.page.locator(".rail .count, [role=tab] .count").count()) === 0);
}

export default function tell(stage) {
  stage.story("who is added to a queue sees who waits in it, and no longer once they are removed, not after a reload either", async () => {
    const { shop, ana, queue, desk } = await stand(stage);
    const membership = `/v1/queues/${queue.id}/members/${ana.id}`;
    await shop.admin.call("PUT", membership, {});
    await appears(desk);
    await desk.page.getByRole("button", { name: "Attend next" }).waitFor();
    await shop.admin.call("DELETE", membership);
    await goes(desk);
    await desk.page.reload();
    await desk.page.getByRole("tab", { name: /^Waiting/ }).click();
    await goes(desk);
    // Changed and taken back while the first change is still being fetched.
    await shop.admin.call("PUT", membership, {});
    await shop.admin.call("DELETE", membership);
    await shop.admin.call("PUT", membership, {});
    await appears(desk);
    desk.unharmed();
    await desk.close();
  });

  stage.story("who is promoted sees all who wait, and no longer once that is taken back", async () => {
    const { shop, ana, desk } = await stand(stage);
    await shop.admin.call("PATCH", `/v1/agents/${ana.id}`, { role: "supervisor" });
    await appears(desk);
    await shop.admin.call("PATCH", `/v1/agents/${ana.id}`, { role: "agent" });
    await goes(desk);
    desk.unharmed();
    await desk.close();
  });

  stage.story("what a colleague says of itself is there without a reload", async () => {
    const shop = await stage.organization();
    await shop.agent("Ana");
    const bea = await shop.agent("Bea");
    const desk = await Desk.signIn(stage, shop, "Ana");
    const team = desk.page.locator(".team");
    await team.getByText("Bea").waitFor();
    await bea.call("PATCH", "/v1/me", { status_text: "At lunch until 13 h" });
    await team.getByText("At lunch until 13 h").waitFor();
    await bea.call("PATCH", "/v1/me", { name: "Bea Braga", status_text: null });
    await team.getByText("Bea Braga").waitFor();
    await until("the text is gone", async () => (await team.getByText("At lunch until 13 h").count()) === 0);
    desk.unharmed();
    await desk.close();
  });
}
