// Stands for a runtime that takes its process down while it opens a model.
process.once('message', () => process.abort());
