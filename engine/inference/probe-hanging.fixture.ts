// Stands for a runtime that never comes back from opening a model.
process.once('message', () => {
  setInterval(() => undefined, 1_000);
});
