// Whoever chooses another claim has not guessed yet: the guess goes back to its first option.
async function initialize({ model }) {
  const [claim, guess] = await Promise.all(
    ["claim", "guess"].map((trait) =>
      model.widget_manager.get_model(model.get(trait).slice("IPY_MODEL_".length))
    )
  );
  claim.on("change:index", () => {
    if (guess.get("index") === 0) return;
    guess.set("index", 0);
    guess.save_changes();
  });
}

export default { initialize, render: () => {} };
