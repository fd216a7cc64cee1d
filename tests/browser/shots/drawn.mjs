// A plain picture of a tree, drawn by the browser.

export async function drawn(page) {
  const data = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
    const context = canvas.getContext("2d");
    const sky = context.createLinearGradient(0, 0, 0, 320);
    sky.addColorStop(0, "#7db8e8");
    sky.addColorStop(1, "#e8f3d6");
    context.fillStyle = sky;
    context.fillRect(0, 0, 480, 320);
    context.fillStyle = "#4d7c3a";
    context.fillRect(0, 230, 480, 90);
    context.fillStyle = "#8a5a33";
    context.fillRect(220, 140, 24, 100);
    context.fillStyle = "#3f8f4f";
    context.beginPath();
    context.arc(232, 120, 64, 0, 7);
    context.fill();
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return Buffer.from(data, "base64");
}
