// A button pressed before the modules run is pressed again when they do: a browser that does not know
// `blocking="render"` draws the page ahead of them. No module itself, or it would come as late as they.
{
  const pressed = [];
  const keep = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.push(button);
  };
  addEventListener("click", keep, true);
  addEventListener("DOMContentLoaded", () => {
    removeEventListener("click", keep, true);
    for (const button of pressed) button.click();
  });
}
