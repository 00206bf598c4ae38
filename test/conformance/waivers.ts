/** Why a node type may go without something that every other one has. A waiver that is no longer needed fails the test. */
export const waivers: Readonly<Record<'missing columns', Readonly<Record<string, string>>>> = {
  'missing columns': {
    'check-rows': 'A rule about a column that is gone must not pass in silence; a rule can be removed instead.',
    'detect-drift': 'A column that is gone is the very drift that is looked for, so it is always reported.',
    'find-anomalies': 'A score over fewer columns than were chosen would mean something else.',
    'predict-onnx': 'A model gets every input it was made with, or it cannot be asked.',
    'replay-rejected': 'Rows told apart by fewer columns than were chosen would take corrections that are meant for others.',
    'train-model': 'A model learned from fewer columns than were chosen would be another model.',
    'write-database': 'A key that is gone would make other rows equal, and replace what it must not.',
    'write-parquet': 'Files in fewer folders than were chosen would lie where nobody looks for them.',
  },
};
