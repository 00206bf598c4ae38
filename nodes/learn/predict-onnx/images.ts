/** The setting of inputs that take images. */
export const images = {
  kind: 'list',
  label: 'Images',
  help: 'For inputs that take images: JPEG or PNG files, whose bytes or paths a column holds.',
  noun: 'input',
  default: [],
  item: {
    input: { kind: 'text', label: 'Input of the model' },
    column: { kind: 'column', label: 'Column', help: 'The bytes of the files (BLOB), or their paths from the folder of the flow, which they may not leave.', over: 'in' },
    fit: {
      kind: 'choice',
      label: 'Size',
      default: 'crop',
      options: [
        { value: 'crop', label: 'Resize the shorter side and cut the middle out', help: 'As Resize and CenterCrop of torchvision.' },
        { value: 'stretch', label: 'Resize both sides' },
        { value: 'none', label: 'Take images as they are', help: 'Where the model states a size, any other is refused.' },
      ],
    },
    shorter: { kind: 'integer', label: 'Shorter side before the cut', help: 'As large as the model takes when empty; classifiers of torchvision take 256 for a model of 224.', default: null, min: 1, max: 16_384, showIf: { param: 'fit', in: ['crop'] } },
    width: { kind: 'integer', label: 'Width', help: 'Only where the model leaves it free.', default: null, min: 1, max: 16_384, advanced: true },
    height: { kind: 'integer', label: 'Height', help: 'Only where the model leaves it free.', default: null, min: 1, max: 16_384, advanced: true },
    values: {
      kind: 'choice',
      label: 'Values',
      help: 'A wrong choice gives wrong predictions that nobody reports: take what the model was trained with.',
      default: 'unit',
      options: [
        { value: 'unit', label: '0 to 1' },
        { value: 'imagenet', label: 'ImageNet', help: '0 to 1, then mean 0.485, 0.456, 0.406 and deviation 0.229, 0.224, 0.225: most models of torchvision and timm.' },
        { value: 'clip', label: 'CLIP', help: '0 to 1, then mean 0.48145466, 0.4578275, 0.40821073 and deviation 0.26862954, 0.26130258, 0.27577711.' },
        { value: 'signed', label: '−1 to 1', help: '0 to 1, then mean and deviation 0.5: Inception, MobileNet of TensorFlow, many transformers.' },
        { value: 'raw', label: '0 to 255', help: 'As they are in the file.' },
        { value: 'own', label: 'As given' },
      ],
    },
    divide: { kind: 'number', label: 'Divide by', help: 'First, from values of 0 to 255.', default: 255, min: 0.000001, showIf: { param: 'values', in: ['own'] } },
    mean: { kind: 'text', label: 'Mean to take away', help: 'One number, or one for each channel of the tensor in its order.', default: '0', showIf: { param: 'values', in: ['own'] } },
    deviation: { kind: 'text', label: 'Deviation to divide by', help: 'One number, or one for each channel of the tensor in its order.', default: '1', showIf: { param: 'values', in: ['own'] } },
    order: { kind: 'choice', label: 'Order of channels', default: 'rgb', advanced: true, options: [{ value: 'rgb', label: 'Red, green, blue' }, { value: 'bgr', label: 'Blue, green, red', help: 'Models trained on images as OpenCV reads them.' }] },
    layout: {
      kind: 'choice',
      label: 'Place of the channels',
      default: 'auto',
      advanced: true,
      options: [
        { value: 'auto', label: 'By the shape of the input', help: 'Where the 1 or 3 stands.' },
        { value: 'channels-first', label: 'Before height and width' },
        { value: 'channels-last', label: 'After height and width' },
      ],
    },
  },
} as const;
