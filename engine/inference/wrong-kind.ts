/** What is taken for a model now and then: how such a file begins, what it is, and what to do. */
const kinds: readonly { readonly begins: string; readonly what: string; readonly advice: string }[] = [
  { begins: 'version https://git-lfs', what: 'only points to one that Git LFS keeps elsewhere', advice: 'Fetch it with "git lfs pull".' },
  { begins: '<', what: 'is a web page or XML', advice: 'Download the model itself; the page may have asked you to sign in.' },
  { begins: 'PK\u0003\u0004', what: 'is a ZIP archive, as PyTorch and Keras save models', advice: 'Unpack it if a model lies in it, or export that model as ONNX (torch.onnx.export, tf2onnx).' },
  { begins: '\u0080', what: 'is a Python pickle, as scikit-learn and joblib save models', advice: 'Export that model as ONNX, for example with skl2onnx.' },
  { begins: '\u001f\u008b', what: 'is compressed with gzip', advice: 'Unpack it.' },
  { begins: '\u0089HDF', what: 'is HDF5, as Keras saves models', advice: 'Export that model as ONNX with tf2onnx.' },
  { begins: 'GGUF', what: 'is GGUF, the format of llama.cpp', advice: 'Look for an ONNX export of the same model.' },
  { begins: 'ubj', what: 'is a model of XGBoost', advice: 'Export it as ONNX with onnxmltools.' },
  { begins: 'tree\n', what: 'is a model of LightGBM', advice: 'Export it as ONNX with onnxmltools.' },
  { begins: '{', what: 'is JSON', advice: 'Export the model as ONNX, for XGBoost with onnxmltools.' },
];

/** What a file that could not be read as a model is instead, if its first bytes tell. */
export function wrongKind(bytes: Uint8Array): { readonly what: string; readonly advice: string } | null {
  if (bytes.length === 0) return { what: 'is empty', advice: 'Download or export it again.' };
  const head = Buffer.from(bytes.subarray(0, 32)).toString('latin1').trimStart();
  // An ONNX file may begin like none of these: its first byte is the number of its first field.
  return kinds.find((kind) => head.startsWith(kind.begins)) ?? null;
}
