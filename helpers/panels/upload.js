// Keeps a file from being sent that is larger than a message may be: the server would drop the whole
// connection, and nothing would be said. Its words are shown instead.
async function initialize({ model }) {
  const [upload, told] = await Promise.all(
    ["upload", "told"].map((trait) =>
      model.widget_manager.get_model(model.get(trait).slice("IPY_MODEL_".length))
    )
  );
  const text = document.createElement("span");
  const fill = ({ name, size }) => {
    text.textContent = name;
    const megabytes = String(Math.ceil(size / 2 ** 20));
    return model.get("words").replaceAll("{name}", () => text.innerHTML).replaceAll("{size}", megabytes);
  };
  // The button sets the value, and sends it after this.
  upload.on("change:value", () => {
    const large = upload.get("value").find(({ size }) => size > model.get("most"));
    if (!large) return;
    upload.set("value", []);
    told.set("value", fill(large));
    told.save_changes();
  });
}

export default { initialize, render: () => {} };
